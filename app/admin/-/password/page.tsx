import type { Metadata } from 'next'
import { PasswordForm } from '@/components/admin/login/password-form'
import { NoPassword, RemovePassword } from '../../../account-pages/own-account'
import { setOwnPassword } from '../../actions/accounts'
import { adminScreen } from '../../screen'
import { allTables, basePath } from '../../base-path'
import * as words from '@/components/words/login'

export const metadata: Metadata = { title: words.changePassword }

export default function PasswordRoute() {
  return adminScreen({ path: `${basePath}/-/password` }, async ({ actor }) => ({
    breadcrumbs: [allTables, { label: words.changePassword }],
    body: (
      <div className="page">
        <div className="page-head">
          <h1>{words.changePassword}</h1>
        </div>
        {actor.hasPassword ? (
          <>
            <p className="lead">{words.endsOtherSessions}</p>
            <PasswordForm action={setOwnPassword} requireCurrent />
            <RemovePassword user={actor} side="admin" />
          </>
        ) : (
          <NoPassword user={actor} side="admin" />
        )}
      </div>
    ),
  }))
}
