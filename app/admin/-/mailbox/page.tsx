import type { Metadata } from 'next'
import { mailboxPage } from '@/admin/server'
import { MailboxScreen } from '@/components/admin/mailbox/mailbox-screen'
import * as words from '@/components/words/mailbox'
import { allTables, basePath } from '../../base-path'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

export default function MailboxRoute() {
  return adminScreen({ path: `${basePath}/-/mailbox` }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.title }],
    body: <MailboxScreen page={await mailboxPage(ctx)} />,
  }))
}
