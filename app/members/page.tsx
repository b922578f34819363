import { and, desc, eq, gt } from 'drizzle-orm'
import type { Metadata } from 'next'
import site from '@/admin.config'
import { PlainPage } from '@/components/admin/plain-page'
import { db } from '@/db'
import { products } from '@/db/shop/schema'
import { requireUser } from '../guards'

export const metadata: Metadata = { title: 'For members' }

/** A page of the demo for everybody who is logged in: the last pieces of the dearest products. */
export default async function MembersPage() {
  const user = await requireUser()
  const last = await db
    .select({ id: products.id, name: products.name, slug: products.slug, stock: products.stock })
    .from(products)
    .where(and(eq(products.status, 'active'), gt(products.stock, 0)))
    .orderBy(desc(products.price), products.id)
    .limit(5)
  return (
    <PlainPage siteTitle={site.title} title="For members" wide>
      <div className="stack">
        <p className="lead">Welcome, {user.name || user.email}. Only members see what is still in stock.</p>
        <ul>
          {last.map(({ id, name, slug, stock }) => (
            <li key={id}>
              <a href={`/shop/${slug}`}>{name}</a>, {stock} left
            </li>
          ))}
        </ul>
      </div>
    </PlainPage>
  )
}
