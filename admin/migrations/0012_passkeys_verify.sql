ALTER TABLE "brolly"."passkeys" ADD COLUMN "verifies_user" boolean DEFAULT false NOT NULL;
