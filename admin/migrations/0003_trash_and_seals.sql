CREATE TABLE "brolly"."audit_seals" (
	"id" bigint PRIMARY KEY NOT NULL,
	"first_id" bigint NOT NULL,
	"last_id" bigint NOT NULL,
	"entries" bigint NOT NULL,
	"digest" text NOT NULL,
	"head" text NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"cleared_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "audit_entries_deleted_idx" ON "brolly"."audit_entries" USING btree ("table","id") WHERE "brolly"."audit_entries"."action" = 'delete';
--> statement-breakpoint
CREATE INDEX "audit_entries_deleted_by_idx" ON "brolly"."audit_entries" USING btree ("table","actor_id","id") WHERE "brolly"."audit_entries"."action" = 'delete';
