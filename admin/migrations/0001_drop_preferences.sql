DROP TABLE "brolly"."preferences";
