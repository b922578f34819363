import { MessagePage } from '@/components/admin/message-page'

export default function NotFound() {
  return (
    <MessagePage
      title="Not found"
      text="There is no such page."
      links={[{ label: 'Open the admin', href: '/admin' }]}
      standalone
    />
  )
}
