import type { Metadata } from 'next'
import { PasswordForm } from '@/components/admin/login/password-form'
import { setOwnPassword } from '../../actions/accounts'
import { adminScreen } from '../../screen'
import { allTables, basePath } from '../../base-path'

export const metadata: Metadata = { title: 'Change password' }

export default function PasswordRoute() {
  return adminScreen({ path: `${basePath}/-/password` }, async () => ({
    breadcrumbs: [allTables, { label: 'Change password' }],
    body: (
      <div className="page">
        <div className="page-head">
          <h1>Change password</h1>
        </div>
        <p className="mb-4 text-muted">This ends your other sessions. You stay logged in here.</p>
        <PasswordForm action={setOwnPassword} requireCurrent />
      </div>
    ),
  }))
}
