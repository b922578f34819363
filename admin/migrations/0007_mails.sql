CREATE TABLE "brolly"."mail_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"user_id" uuid,
	"email" text NOT NULL,
	"state" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"mail_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_links_mail_id_key" UNIQUE("mail_id")
);
--> statement-breakpoint
CREATE TABLE "brolly"."mails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now(),
	"sent_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"error" text,
	"content" jsonb
);
--> statement-breakpoint
ALTER TABLE "brolly"."mail_links" ADD CONSTRAINT "mail_links_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "mail_links_user_id_idx" ON "brolly"."mail_links" USING btree ("user_id");
--> statement-breakpoint
CREATE INDEX "mail_links_expires_at_idx" ON "brolly"."mail_links" USING btree ("expires_at");
--> statement-breakpoint
CREATE INDEX "mails_due_at_idx" ON "brolly"."mails" USING btree ("due_at");
--> statement-breakpoint
CREATE INDEX "mails_recipient_idx" ON "brolly"."mails" USING btree ("recipient","kind","created_at");
--> statement-breakpoint
CREATE INDEX "mails_created_at_idx" ON "brolly"."mails" USING btree ("created_at");
