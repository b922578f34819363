DROP INDEX "brolly"."audit_entries_deleted_idx";
--> statement-breakpoint
CREATE INDEX "audit_entries_kind_idx" ON "brolly"."audit_entries" USING btree ("action","id");
--> statement-breakpoint
CREATE INDEX "audit_entries_table_kind_idx" ON "brolly"."audit_entries" USING btree ("table","action","id");
--> statement-breakpoint
CREATE INDEX "audit_entries_other_idx" ON "brolly"."audit_entries" USING btree ("id") WHERE "brolly"."audit_entries"."action" not in ('add', 'change', 'delete');
--> statement-breakpoint
CREATE INDEX "audit_entries_table_other_idx" ON "brolly"."audit_entries" USING btree ("table","id") WHERE "brolly"."audit_entries"."action" not in ('add', 'change', 'delete');
