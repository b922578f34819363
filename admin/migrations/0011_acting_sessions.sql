ALTER TABLE "brolly"."sessions" ADD COLUMN "as_user_id" uuid;
--> statement-breakpoint
ALTER TABLE "brolly"."sessions" ADD COLUMN "as_reader" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "brolly"."sessions" ADD CONSTRAINT "sessions_as_user_id_users_id_fk" FOREIGN KEY ("as_user_id") REFERENCES "brolly"."users"("id") ON DELETE set null ON UPDATE no action;
