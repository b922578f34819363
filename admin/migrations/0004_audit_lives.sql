CREATE INDEX "audit_entries_lives_idx" ON "brolly"."audit_entries" USING btree ("table","key","id") WHERE "brolly"."audit_entries"."action" in ('add', 'delete');
