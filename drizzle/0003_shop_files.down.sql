ALTER TABLE "products" DROP COLUMN "picture";
--> statement-breakpoint
ALTER TABLE "products" DROP COLUMN "manual";
