'use client'

import { MessagePage } from '@/components/admin/message-page'

/** What fails while a page is drawn; the server has written it down under the digest. */
export default function AdminFailure({ error }: { error: Error & { digest?: string } }) {
  return (
    <MessagePage
      title="Something went wrong"
      text="The page could not be shown. What was saved before is safe."
      links={[{ label: 'All tables', href: '/admin' }]}
      {...(error.digest ? { reference: error.digest } : {})}
      standalone
    />
  )
}
