import type { Metadata } from 'next'
import { sessionsPage } from '@/admin/server'
import { SessionsScreen } from '@/components/admin/sessions/sessions-screen'
import { Flash } from '@/components/admin/shell/flash'
import * as words from '@/components/words/sessions'
import { endOwnSessions } from '../../actions/sessions'
import { allTables, basePath } from '../../base-path'
import { currentSession } from '../../context'
import { readFlash } from '../../flash'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

export default function SessionsRoute() {
  return adminScreen({ path: `${basePath}/-/sessions` }, async (ctx) => {
    const page = await sessionsPage(ctx, { userId: null, current: await currentSession() })
    return {
      breadcrumbs: [allTables, { label: words.title }],
      body: (
        <>
          <Flash message={await readFlash()} />
          <SessionsScreen page={page} endAction={endOwnSessions} />
        </>
      ),
    }
  })
}
