import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { defineSite } from '@/admin'
import { checkSchema } from './schema'

const customers = pgTable('customers', { id: integer('id').primaryKey(), name: text('name').notNull() })
const boxes = pgTable('boxes', { id: integer('id').primaryKey(), width: integer('width'), height: integer('height') })
const orders = pgTable(
  'orders',
  {
    id: integer('id').primaryKey(),
    boxId: integer('box_id').references(() => boxes.id),
    spareBoxId: integer('spare_box_id').references(() => boxes.id),
    customerId: integer('customer_id'),
    /** There is no table of this name. */
    parcelId: integer('parcel_id'),
    /** Its type differs from that of the key of customers. */
    supplierCustomerId: text('supplier_customer_id'),
    title: text('title').notNull(),
  },
  (t) => [index('orders_box_id_idx').on(t.boxId)],
)
const notes = pgTable('notes', { body: text('body') })
/** Keys that are secrets, one of them referred to by both names that suggest a reference. */
const sessions = pgTable('sessions', { token: text('token').primaryKey(), expires: integer('expires') })
const visits = pgTable(
  'visits',
  {
    id: integer('id').primaryKey(),
    sessionId: text('session_id'),
    session: text('session').references(() => sessions.token),
    title: text('title').notNull(),
  },
  (t) => [index('visits_session_idx').on(t.session)],
)

test('each problem of the schema is reported with its location and its remedy, and nothing else is', () => {
  const problems = checkSchema(
    defineSite({ title: 'Tests', schema: { customers, boxes, orders, notes, sessions, visits } }),
  )

  expect(problems.map(({ id, where, message, hint }) => `${id} ${where} ${message} ${hint}`).toSorted()).toEqual([
    'brolly.W001 notes has neither a primary key nor a unique index over NOT NULL columns: its rows can be listed but not opened. Add a primary key.',
    'brolly.W002 orders: spare_box_id references boxes without an index: finding or deleting related rows scans the whole table. Add index().on(t.spareBoxId) to the table.',
    'brolly.W003 orders: customer_id is named like a reference to customers but is not one. Add .references(() => customers.id), or declare it in relations().',
    'brolly.W004 boxes has no column that can label its rows, so orders show the key instead. Declare a label in its admin.',
  ])
})
