CREATE TABLE "brolly"."attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"account" text,
	"failures" integer NOT NULL,
	"blocked_until" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "brolly"."security_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "brolly"."security_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"kind" text NOT NULL,
	"actor_id" uuid,
	"account" text DEFAULT '' NOT NULL,
	"address" "inet",
	"agent" text,
	"request_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"times" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "attempts_account_idx" ON "brolly"."attempts" USING btree ("account");
--> statement-breakpoint
CREATE INDEX "attempts_expires_at_idx" ON "brolly"."attempts" USING btree ("expires_at");
--> statement-breakpoint
CREATE INDEX "security_events_at_idx" ON "brolly"."security_events" USING btree ("at");
--> statement-breakpoint
CREATE INDEX "security_events_kind_idx" ON "brolly"."security_events" USING btree ("kind","id");
--> statement-breakpoint
CREATE INDEX "security_events_account_idx" ON "brolly"."security_events" USING btree ("account","id");
--> statement-breakpoint
CREATE INDEX "security_events_address_idx" ON "brolly"."security_events" USING btree ("address","id");
