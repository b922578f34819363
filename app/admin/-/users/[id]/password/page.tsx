import type { Metadata } from 'next'
import { passwordPage } from '@/admin/server'
import { PasswordForm } from '@/components/admin/login/password-form'
import { setUserPassword } from '../../../../actions/accounts'
import { adminScreen } from '../../../../screen'
import { allTables, basePath } from '../../../../base-path'

export const metadata: Metadata = { title: 'Set the password of a user' }

export default async function UserPasswordRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/users/${id}/password` }, async (ctx) => {
    const { email } = await passwordPage(ctx, id)
    return {
      breadcrumbs: [
        allTables,
        { label: 'Users', href: `${basePath}/brolly.users` },
        { label: email, href: `${basePath}/brolly.users/${id}` },
        { label: 'Set password' },
      ],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>Set the password of {email}</h1>
          </div>
          <p className="mb-4 text-muted">This ends all their sessions.</p>
          <PasswordForm action={setUserPassword.bind(null, id)} requireCurrent={false} />
        </div>
      ),
    }
  })
}
