DROP TABLE "delivery_addresses" CASCADE;
