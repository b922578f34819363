import type { Metadata } from 'next'
import { passwordPage } from '@/admin/server'
import { PasswordForm } from '@/components/admin/login/password-form'
import { setUserPassword } from '../../../../actions/accounts'
import { adminScreen } from '../../../../screen'
import { allTables, basePath } from '../../../../base-path'
import * as words from '@/components/words/routes'

export const metadata: Metadata = { title: words.setPasswordOfUser }

export default async function UserPasswordRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/users/${id}/password`, fresh: true }, async (ctx) => {
    const { email } = await passwordPage(ctx, id)
    return {
      breadcrumbs: [
        allTables,
        { label: words.users, href: `${basePath}/brolly.users` },
        { label: email, href: `${basePath}/brolly.users/${id}` },
        { label: words.setPassword },
      ],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>{words.setPasswordOf(email)}</h1>
          </div>
          <p className="lead">{words.endsAllSessions}</p>
          <PasswordForm action={setUserPassword.bind(null, id)} requireCurrent={false} />
        </div>
      ),
    }
  })
}
