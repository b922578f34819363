import type { Metadata } from 'next'
import { sessionsPage } from '@/admin/server'
import { SessionsScreen } from '@/components/admin/sessions/sessions-screen'
import { Flash } from '@/components/admin/shell/flash'
import * as routesWords from '@/components/words/routes'
import * as words from '@/components/words/sessions'
import { allowLogIn, endSessionsOf } from '../../../../actions/sessions'
import { allTables, basePath } from '../../../../base-path'
import { currentSession } from '../../../../context'
import { readFlash } from '../../../../flash'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: words.title }

export default async function UserSessionsRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/users/${id}/sessions` }, async (ctx) => {
    const page = await sessionsPage(ctx, { userId: id, current: await currentSession() })
    return {
      breadcrumbs: [
        allTables,
        { label: routesWords.users, href: `${basePath}/brolly.users` },
        { label: page.email, href: `${basePath}/brolly.users/${id}` },
        { label: words.title },
      ],
      body: (
        <>
          <Flash message={await readFlash()} />
          <SessionsScreen
            page={page}
            endAction={endSessionsOf.bind(null, id)}
            allowAction={allowLogIn.bind(null, id)}
          />
        </>
      ),
    }
  })
}
