ALTER TABLE "products" ADD COLUMN "picture" text;
--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "manual" jsonb;
