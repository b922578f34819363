DROP TABLE "categories" CASCADE;
--> statement-breakpoint
DROP TABLE "customers" CASCADE;
--> statement-breakpoint
DROP TABLE "order_items" CASCADE;
--> statement-breakpoint
DROP TABLE "orders" CASCADE;
--> statement-breakpoint
DROP TABLE "products" CASCADE;
--> statement-breakpoint
DROP TABLE "reviews" CASCADE;
--> statement-breakpoint
DROP TYPE "public"."customer_tier";
--> statement-breakpoint
DROP TYPE "public"."order_status";
--> statement-breakpoint
DROP TYPE "public"."product_status";
