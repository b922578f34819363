CREATE TABLE "brolly"."views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"table" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"for_all" boolean DEFAULT false NOT NULL,
	"group_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "views_name_key" UNIQUE("owner_id","table","name")
);
--> statement-breakpoint
ALTER TABLE "brolly"."views" ADD CONSTRAINT "views_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."views" ADD CONSTRAINT "views_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "brolly"."groups"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "views_table_idx" ON "brolly"."views" USING btree ("table");
--> statement-breakpoint
CREATE INDEX "views_group_id_idx" ON "brolly"."views" USING btree ("group_id");
