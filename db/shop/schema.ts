import { relations, sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  char,
  check,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { type FileValue, users } from '@/admin'

export const productStatus = pgEnum('product_status', ['draft', 'active', 'archived'])
export const orderStatus = pgEnum('order_status', ['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'])
export const customerTier = pgEnum('customer_tier', ['standard', 'silver', 'gold'])

export const customers = pgTable(
  'customers',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    name: varchar('name', { length: 120 }).notNull(),
    email: varchar('email', { length: 254 }).notNull().unique(),
    phone: varchar('phone', { length: 32 }),
    tier: customerTier('tier').notNull().default('standard'),
    country: char('country', { length: 2 }).notNull(),
    city: text('city').notNull(),
    birthday: date('birthday'),
    loyaltyPoints: integer('loyalty_points').notNull().default(0),
    /** Null: the customer was never asked. */
    newsletter: boolean('newsletter'),
    notes: text('notes'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('customers_created_at_idx').on(table.createdAt, table.id),
    index('customers_name_idx').on(table.name),
    check('customers_name_given', sql`${table.name} <> ''`),
    check('customers_points_positive', sql`${table.loyaltyPoints} >= 0`),
  ],
)

/**
 * Where an account has its orders sent: its owner fills it in. Without a foreign key to the account, so that `drizzle-kit migrate`
 * can also fill a database that does not have Brolly's tables yet.
 */
export const deliveryAddresses = pgTable('delivery_addresses', {
  id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
  userId: uuid('user_id').notNull().unique(),
  phone: varchar('phone', { length: 32 }),
  street: varchar('street', { length: 120 }),
  postcode: varchar('postcode', { length: 12 }),
  city: varchar('city', { length: 80 }),
  country: char('country', { length: 2 }),
})

export const categories = pgTable(
  'categories',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    parentId: integer('parent_id').references((): AnyPgColumn => categories.id, { onDelete: 'restrict' }),
    name: varchar('name', { length: 80 }).notNull(),
    slug: varchar('slug', { length: 80 }).notNull().unique(),
    description: text('description'),
    position: smallint('position').notNull().default(0),
  },
  (table) => [
    index('categories_parent_id_idx').on(table.parentId),
    unique('categories_parent_id_name_key').on(table.parentId, table.name).nullsNotDistinct(),
    check('categories_not_own_parent', sql`${table.parentId} <> ${table.id}`),
  ],
)

export const products = pgTable(
  'products',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    name: varchar('name', { length: 120 }).notNull(),
    slug: varchar('slug', { length: 140 }).notNull().unique(),
    sku: varchar('sku', { length: 20 }).notNull().unique(),
    categoryId: integer('category_id')
      .notNull()
      .references(() => categories.id, { onDelete: 'restrict' }),
    status: productStatus('status').notNull().default('draft'),
    price: numeric('price', { precision: 10, scale: 2 }).notNull(),
    cost: numeric('cost', { precision: 10, scale: 2 }),
    stock: integer('stock').notNull().default(0),
    weightKg: numeric('weight_kg', { precision: 8, scale: 3 }),
    tags: text('tags')
      .array()
      .notNull()
      .default(sql`'{}'`),
    attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
    description: text('description'),
    picture: text('picture'),
    manual: jsonb('manual').$type<FileValue>(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [
    index('products_created_at_idx').on(table.createdAt, table.id),
    index('products_category_id_idx').on(table.categoryId),
    index('products_name_idx').on(table.name),
    index('products_tags_idx').using('gin', table.tags),
    check('products_name_given', sql`${table.name} <> ''`),
    check('products_price_positive', sql`${table.price} >= 0`),
    check('products_stock_positive', sql`${table.stock} >= 0`),
  ],
)

export const collections = pgTable(
  'collections',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    name: varchar('name', { length: 80 }).notNull().unique(),
    slug: varchar('slug', { length: 80 }).notNull().unique(),
    published: boolean('published').notNull().default(false),
    description: text('description'),
  },
  (table) => [check('collections_name_given', sql`${table.name} <> ''`)],
)

/** Which products are in which collections. */
export const collectionProducts = pgTable(
  'collection_products',
  {
    collectionId: integer('collection_id')
      .notNull()
      .references(() => collections.id, { onDelete: 'cascade' }),
    productId: integer('product_id')
      .notNull()
      .references(() => products.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.collectionId, table.productId] }),
    index('collection_products_product_id_idx').on(table.productId),
  ],
)

export const orders = pgTable(
  'orders',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedByDefaultAsIdentity(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id, { onDelete: 'cascade' }),
    status: orderStatus('status').notNull().default('pending'),
    total: numeric('total', { precision: 12, scale: 2 }).notNull().default('0'),
    currency: char('currency', { length: 3 }).notNull().default('EUR'),
    shippingAddress: jsonb('shipping_address').$type<{ street: string; city: string; country: string }>(),
    trackingCode: varchar('tracking_code', { length: 40 }),
    paidAt: timestamp('paid_at', { withTimezone: true }),
    deliveredOn: date('delivered_on'),
    comment: text('comment'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('orders_created_at_idx').on(table.createdAt, table.id),
    index('orders_customer_id_idx').on(table.customerId),
    index('orders_status_idx').on(table.status),
    check('orders_total_positive', sql`${table.total} >= 0`),
    check('orders_paid_known', sql`${table.status} not in ('shipped', 'delivered') or ${table.paidAt} is not null`),
  ],
)

export const orderItems = pgTable(
  'order_items',
  {
    orderId: bigint('order_id', { mode: 'bigint' })
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    productId: integer('product_id')
      .notNull()
      .references(() => products.id, { onDelete: 'restrict' }),
    quantity: smallint('quantity').notNull().default(1),
    unitPrice: numeric('unit_price', { precision: 10, scale: 2 }).notNull(),
    discountPercent: numeric('discount_percent', { precision: 5, scale: 2 }),
    giftNote: varchar('gift_note', { length: 200 }),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.productId] }),
    index('order_items_product_id_idx').on(table.productId),
    check('order_items_quantity_positive', sql`${table.quantity} > 0`),
    check('order_items_discount_range', sql`${table.discountPercent} between 0 and 100`),
  ],
)

export const reviews = pgTable(
  'reviews',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    productId: integer('product_id')
      .notNull()
      .references(() => products.id, { onDelete: 'cascade' }),
    /** Null once the customer is deleted; the review remains. */
    customerId: integer('customer_id').references(() => customers.id, { onDelete: 'set null' }),
    rating: smallint('rating').notNull(),
    title: varchar('title', { length: 120 }).notNull(),
    body: text('body'),
    verified: boolean('verified').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique('reviews_product_id_customer_id_key').on(table.productId, table.customerId),
    index('reviews_created_at_idx').on(table.createdAt, table.id),
    index('reviews_customer_id_idx').on(table.customerId),
    check('reviews_rating_range', sql`${table.rating} between 1 and 5`),
  ],
)

export const deliveryAddressesRelations = relations(deliveryAddresses, ({ one }) => ({
  user: one(users, { fields: [deliveryAddresses.userId], references: [users.id] }),
}))

export const customersRelations = relations(customers, ({ many }) => ({ orders: many(orders), reviews: many(reviews) }))

export const categoriesRelations = relations(categories, ({ one, many }) => ({
  parent: one(categories, { fields: [categories.parentId], references: [categories.id], relationName: 'tree' }),
  children: many(categories, { relationName: 'tree' }),
  products: many(products),
}))

export const productsRelations = relations(products, ({ one, many }) => ({
  category: one(categories, { fields: [products.categoryId], references: [categories.id] }),
  items: many(orderItems),
  reviews: many(reviews),
}))

export const ordersRelations = relations(orders, ({ one, many }) => ({
  customer: one(customers, { fields: [orders.customerId], references: [customers.id] }),
  items: many(orderItems),
}))

export const orderItemsRelations = relations(orderItems, ({ one }) => ({
  order: one(orders, { fields: [orderItems.orderId], references: [orders.id] }),
  product: one(products, { fields: [orderItems.productId], references: [products.id] }),
}))

export const reviewsRelations = relations(reviews, ({ one }) => ({
  product: one(products, { fields: [reviews.productId], references: [products.id] }),
  customer: one(customers, { fields: [reviews.customerId], references: [customers.id] }),
}))
