CREATE INDEX "audit_entries_request_idx" ON "brolly"."audit_entries" USING btree ("request_id","id");
--> statement-breakpoint
CREATE INDEX "audit_entries_table_idx" ON "brolly"."audit_entries" USING btree ("table","id");
