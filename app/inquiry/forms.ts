import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { adminForm, schemaForm } from '@/admin'
import { db } from '@/db'
import { customers, orders } from '@/db/shop/schema'

/** What only the customer knows both of. */
export const orderInquiry = schemaForm(
  z.object({
    order: z
      .string()
      .regex(/^\d{1,18}$/u, 'The number is in the mail that confirmed the order.')
      .meta({ title: 'Order number' }),
    email: z.email('Type the address that you ordered with.'),
  }),
  {
    submit: 'Show status',
    onSubmit: async ({ order, email }) => {
      const [found] = await db
        .select({ status: orders.status })
        .from(orders)
        .innerJoin(customers, eq(customers.id, orders.customerId))
        .where(and(eq(orders.id, BigInt(order)), eq(customers.email, email)))
      return found
        ? { done: `Order ${order}: ${found.status}.` }
        : { problem: 'There is no such order for this address.' }
    },
  },
)

export const newsletterForm = adminForm(customers, {
  as: 'public',
  fields: ['name', 'email', ['city', 'country']],
  values: { newsletter: 'true' },
  submit: 'Subscribe',
  done: 'Thank you. You will get the next newsletter.',
})
