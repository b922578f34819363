import { desc, eq } from 'drizzle-orm'
import type { Metadata } from 'next'
import site from '@/admin.config'
import { PlainPage } from '@/components/admin/plain-page'
import { db } from '@/db'
import { products } from '@/db/shop/schema'
import { requireGroup } from '../../guards'

export const metadata: Metadata = { title: 'Coming soon' }

/** A page of the demo for one group: the products that are not in the shop yet. */
export default async function DraftsPage() {
  await requireGroup('editors')
  const drafts = await db
    .select({ id: products.id, name: products.name })
    .from(products)
    .where(eq(products.status, 'draft'))
    .orderBy(desc(products.createdAt), products.id)
    .limit(10)
  return (
    <PlainPage siteTitle={site.title} title="Coming soon" wide>
      <ul>
        {drafts.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
    </PlainPage>
  )
}
