DROP TABLE "collection_products" CASCADE;
--> statement-breakpoint
DROP TABLE "collections" CASCADE;
