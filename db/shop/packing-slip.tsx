import { eq, sql } from 'drizzle-orm'
import type { RecordTabProps } from '@/admin'
import { customers, orderItems, type orders, products } from './schema'

/** What goes into the parcel of an order, for printing. */
export default async function PackingSlip({ db, row, label }: RecordTabProps<typeof orders>) {
  const [customer] = await db
    .select({ name: customers.name, city: customers.city, country: customers.country })
    .from(customers)
    .where(eq(customers.id, Number(row.customerId)))
  const items = await db
    .select({ sku: products.sku, name: products.name, quantity: orderItems.quantity, giftNote: orderItems.giftNote })
    .from(orderItems)
    .innerJoin(products, eq(products.id, orderItems.productId))
    .where(sql`${orderItems.orderId} = ${row.id}::bigint`)
    .orderBy(products.sku)
  return (
    <>
      <h2>Packing slip</h2>
      <p className="lead">
        {label} for {customer?.name}, {customer?.city} {customer?.country}
      </p>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">SKU</th>
            <th scope="col">Product</th>
            <th scope="col">Gift note</th>
            <th scope="col" className="n">
              Quantity
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.sku}>
              <td>{item.sku}</td>
              <td>{item.name}</td>
              <td>{item.giftNote}</td>
              <td className="n">{item.quantity}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
