import { MessagePage } from '@/components/admin/message-page'
import { basePath } from './admin/base-path'

export default function NotFound() {
  return (
    <MessagePage
      title="Not found"
      text="This page does not exist."
      links={[{ label: 'Open the admin', href: basePath }]}
      standalone
    />
  )
}
