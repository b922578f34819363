import { and, desc, eq } from 'drizzle-orm'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import site from '@/admin.config'
import { PlainPage } from '@/components/admin/plain-page'
import { db } from '@/db'
import { categories, products, reviews } from '@/db/shop/schema'

interface Props {
  params: Promise<{ slug: string }>
}

/** Once for title and page. Only what everybody may see: drafts and archived products have no public page. */
const findProduct = cache(async (slug: string) => {
  const [product] = await db
    .select({
      id: products.id,
      name: products.name,
      price: products.price,
      stock: products.stock,
      description: products.description,
      category: categories.name,
    })
    .from(products)
    .innerJoin(categories, eq(categories.id, products.categoryId))
    .where(and(eq(products.slug, slug), eq(products.status, 'active')))
  return product ?? notFound()
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await findProduct((await params).slug)
  return { title: name }
}

/** A product in the shop of the demo, to which “View on site” leads. */
export default async function ProductPage({ params }: Props) {
  const product = await findProduct((await params).slug)
  const newest = await db
    .select({ id: reviews.id, rating: reviews.rating, title: reviews.title })
    .from(reviews)
    .where(eq(reviews.productId, product.id))
    .orderBy(desc(reviews.createdAt))
    .limit(3)
  return (
    <PlainPage siteTitle={site.title} title={product.name} wide>
      <div className="stack">
        <p className="lead">
          {product.category} · €{product.price} · {product.stock > 0 ? 'In stock' : 'Sold out'}
        </p>
        {product.description !== null && <p>{product.description}</p>}
        {newest.length > 0 && (
          <section>
            <h2>Reviews</h2>
            <ul>
              {newest.map(({ id, rating, title }) => (
                <li key={id}>
                  {title}, {rating} of 5
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </PlainPage>
  )
}
