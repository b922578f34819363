CREATE INDEX CONCURRENTLY "audit_entries_actor_label_idx" ON "brolly"."audit_entries" USING btree ("actor_label","id");
