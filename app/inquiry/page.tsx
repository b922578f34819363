import type { Metadata } from 'next'
import site from '@/admin.config'
import { PlainPage } from '@/components/admin/plain-page'
import { PublicForm } from '@/components/admin/record/public-form'
import { openForm } from '../forms'
import { askForOrder, subscribe } from './actions'
import { newsletterForm, orderInquiry } from './forms'

export const metadata: Metadata = { title: 'Your order' }

/** Two forms of the demo for everybody: of a zod object, and of a table. */
export default async function InquiryPage() {
  const [inquiry, newsletter] = await Promise.all([openForm(orderInquiry), openForm(newsletterForm)])
  return (
    <PlainPage siteTitle={site.title} title="Your order" wide>
      <PublicForm page={inquiry} action={askForOrder} id="inquiry" />
      <section className="account-part">
        <h2>Newsletter</h2>
        <PublicForm page={newsletter} action={subscribe} id="newsletter" />
      </section>
    </PlainPage>
  )
}
