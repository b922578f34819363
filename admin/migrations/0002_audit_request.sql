CREATE INDEX "audit_entries_request_idx" ON "brolly"."audit_entries" USING btree ("request_id","id");
