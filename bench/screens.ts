import type postgres from 'postgres'
import { encodeCursor } from '@/admin/query/cursor'
import { makeSealer } from '@/admin/schema/sealed-key'

export interface Screen {
  readonly name: string
  readonly address: string
  /** Reads the same rows with a hand-written query. */
  readonly bare?: (sql: postgres.Sql) => Promise<unknown>
}

/** No key of these tables is a secret. */
const site = { sealer: makeSealer(() => []) }

/** A position equally far from the first and the last page. */
const middle = 500_000

export interface Middle {
  readonly id: string
  readonly createdAt: string
}

export async function middleCustomer(sql: postgres.Sql): Promise<Middle> {
  const [row] = await sql<
    Middle[]
  >`select id::text, created_at::text as "createdAt" from customers where id = ${middle}`
  if (!row) throw new Error('The customers are not there.')
  return row
}

export function screens({ id, createdAt }: Middle): readonly Screen[] {
  const customers = (sql: postgres.Sql, where: postgres.PendingQuery<postgres.Row[]>, backwards = false) => {
    const order = backwards ? sql`created_at, id` : sql`created_at desc, id desc`
    return sql`select id, name, email, tier, country, city, loyalty_points, newsletter, created_at
      from customers ${where} order by ${order} limit 101`
  }
  return [
    { name: 'empty page', address: '/bench/empty' },
    { name: 'index', address: '/admin' },
    { name: 'list, first page', address: '/admin/customers', bare: (sql) => customers(sql, sql``) },
    {
      name: 'list, in the middle',
      address: `/admin/customers?after=${encodeCursor({ site }, [{}, {}], [createdAt, id])}`,
      bare: (sql) => customers(sql, sql`where (created_at, id) < (${createdAt}::timestamptz, ${id}::int)`),
    },
    {
      name: 'list, last page',
      address: '/admin/customers?before=',
      bare: (sql) => customers(sql, sql``, true),
    },
    {
      name: 'list, search “son”',
      address: '/admin/customers?q=son',
      bare: (sql) => customers(sql, sql`where name ilike '%son%' or email ilike '%son%'`),
    },
    {
      name: 'orders by total, page 2',
      address: '/admin/orders?status.eq=shipped&sort=-total&page=2',
      bare: (sql) => sql`select o.id, c.name, o.status, o.total, o.currency, o.paid_at, o.created_at
        from (select * from orders where status = 'shipped' order by total desc, id desc limit 101 offset 100) o
        join customers c on c.id = o.customer_id order by o.total desc, o.id desc`,
    },
    {
      name: 'change form',
      address: `/admin/customers/${id}`,
      bare: (sql) => sql`select * from customers where id = ${id}`,
    },
    {
      name: 'neighbours of a customer',
      address: `/admin/-/api/neighbours/customers/${id}`,
      bare: (sql) => sql`select * from orders where customer_id = ${id} order by created_at desc limit 6`,
    },
    { name: 'form, 1,000 rows in an inline', address: '/admin/products/2' },
    { name: 'form, 50,000 rows in an inline', address: '/admin/products/1' },
    { name: 'list with related rows', address: '/admin/products' },
    {
      name: 'list without related rows',
      address: '/admin/products?columns=name,price,stock,status,stock_value,created_at',
    },
  ]
}

export const exportAddress = '/admin/-/api/export/customers'

export const exportCopy =
  'copy (select name, email, tier, country, city, loyalty_points, newsletter, created_at from customers order by created_at desc, id desc) to stdout (format csv)'
