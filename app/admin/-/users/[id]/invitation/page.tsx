import type { Metadata } from 'next'
import { invitationPage } from '@/admin/server'
import { InvitationForm } from '@/components/admin/login/invitation-form'
import * as words from '@/components/words/account'
import * as routeWords from '@/components/words/routes'
import { sendInvitation } from '../../../../actions/new-accounts'
import { allTables, basePath } from '../../../../base-path'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: words.invite }

export default async function InvitationRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/users/${id}/invitation` }, async (ctx) => {
    const { email } = await invitationPage(ctx, id)
    return {
      breadcrumbs: [
        allTables,
        { label: routeWords.users, href: `${basePath}/brolly.users` },
        { label: email, href: `${basePath}/brolly.users/${id}` },
        { label: words.invite },
      ],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>{words.inviteWhom(email)}</h1>
          </div>
          <p className="lead">{words.inviteLead}</p>
          <InvitationForm action={sendInvitation.bind(null, id)} />
        </div>
      ),
    }
  })
}
