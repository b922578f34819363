import { MessagePage } from '@/components/admin/message-page'
import * as words from '@/components/words/failure'

/** What a guard shows to a user without the right. */
export default function Forbidden() {
  return (
    <MessagePage
      title={words.notAllowed}
      text={words.notForYou}
      links={[{ label: words.openHome, href: '/' }]}
      standalone
    />
  )
}
