-- An owner may have made the schema for a role that may not make any.
DO $$ BEGIN
	IF to_regnamespace('brolly') IS NULL THEN
		CREATE SCHEMA "brolly";
	END IF;
END $$;

--> statement-breakpoint
CREATE TABLE "brolly"."audit_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "brolly"."audit_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"actor_id" uuid,
	"actor_label" text NOT NULL,
	"table" text NOT NULL,
	"key" text NOT NULL,
	"label" text NOT NULL,
	"action" text NOT NULL,
	"changes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text
);

--> statement-breakpoint
CREATE TABLE "brolly"."grants" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "brolly"."grants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid,
	"group_id" uuid,
	"permission" text NOT NULL,
	CONSTRAINT "grants_user_key" UNIQUE("user_id","permission"),
	CONSTRAINT "grants_group_key" UNIQUE("group_id","permission"),
	CONSTRAINT "grants_one_holder" CHECK (num_nonnulls("brolly"."grants"."user_id", "brolly"."grants"."group_id") = 1)
);

--> statement-breakpoint
CREATE TABLE "brolly"."groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "groups_name_key" UNIQUE("name")
);

--> statement-breakpoint
CREATE TABLE "brolly"."migrations" (
	"folder" text NOT NULL,
	"name" text NOT NULL,
	"checksum" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"finished_at" timestamp with time zone,
	"by" text,
	CONSTRAINT "migrations_folder_name_pk" PRIMARY KEY("folder","name")
);

--> statement-breakpoint
CREATE TABLE "brolly"."preferences" (
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"value" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "preferences_user_id_name_pk" PRIMARY KEY("user_id","name")
);

--> statement-breakpoint
CREATE TABLE "brolly"."sessions" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"address" "inet",
	"agent" text
);

--> statement-breakpoint
CREATE TABLE "brolly"."submit_tokens" (
	"token" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"table" text NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);

--> statement-breakpoint
CREATE TABLE "brolly"."user_groups" (
	"user_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	CONSTRAINT "user_groups_user_id_group_id_pk" PRIMARY KEY("user_id","group_id")
);

--> statement-breakpoint
CREATE TABLE "brolly"."users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"password_hash" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"is_staff" boolean DEFAULT false NOT NULL,
	"is_superuser" boolean DEFAULT false NOT NULL,
	"last_login_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);

--> statement-breakpoint
ALTER TABLE "brolly"."grants" ADD CONSTRAINT "grants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."grants" ADD CONSTRAINT "grants_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "brolly"."groups"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."preferences" ADD CONSTRAINT "preferences_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."user_groups" ADD CONSTRAINT "user_groups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "brolly"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "brolly"."user_groups" ADD CONSTRAINT "user_groups_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "brolly"."groups"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "audit_entries_row_idx" ON "brolly"."audit_entries" USING btree ("table","key","id");
--> statement-breakpoint
CREATE INDEX "audit_entries_actor_idx" ON "brolly"."audit_entries" USING btree ("actor_id","id");
--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "brolly"."sessions" USING btree ("user_id");
--> statement-breakpoint
CREATE INDEX "sessions_expires_at_idx" ON "brolly"."sessions" USING btree ("expires_at");
--> statement-breakpoint
CREATE INDEX "submit_tokens_created_at_idx" ON "brolly"."submit_tokens" USING btree ("created_at");
--> statement-breakpoint
CREATE INDEX "user_groups_group_id_idx" ON "brolly"."user_groups" USING btree ("group_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "brolly"."users" USING btree (lower("email"));
