import { MessagePage } from '@/components/admin/message-page'
import * as words from '@/components/words/failure'
import { basePath } from './admin/base-path'

export default function NotFound() {
  return (
    <MessagePage
      title={words.notFound}
      text={words.noSuchPage}
      links={[{ label: words.openAdmin, href: basePath }]}
      standalone
    />
  )
}
