CREATE TABLE "brolly"."default_views" (
	"user_id" uuid NOT NULL,
	"table" text NOT NULL,
	"view_id" uuid,
	"declared" text,
	CONSTRAINT "default_views_user_id_table_pk" PRIMARY KEY("user_id","table")
);
--> statement-breakpoint
ALTER TABLE "brolly"."default_views" ADD CONSTRAINT "default_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."default_views" ADD CONSTRAINT "default_views_view_id_views_id_fk" FOREIGN KEY ("view_id") REFERENCES "brolly"."views"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "default_views_view_id_idx" ON "brolly"."default_views" USING btree ("view_id");
