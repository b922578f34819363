CREATE TABLE "brolly"."files" (
	"key" text PRIMARY KEY NOT NULL,
	"table" text NOT NULL,
	"column" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" bigint NOT NULL,
	"width" integer,
	"height" integer,
	"checksum" text,
	"state" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"kept_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "files_state_idx" ON "brolly"."files" USING btree ("state","created_at");
--> statement-breakpoint
CREATE INDEX "files_owner_idx" ON "brolly"."files" USING btree ("owner_id") WHERE "brolly"."files"."state" in ('sending', 'pending');
