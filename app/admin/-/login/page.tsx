import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import site from '@/admin.config'
import { nextPath, outsiderOfSession } from '@/admin/server'
import { readSessionId } from '@/auth'
import { LoginForm } from '@/components/admin/login/login-form'
import { PlainPage } from '@/components/admin/plain-page'
import { Notice } from '@/components/ui/notice'
import { db } from '@/db'
import { login } from '../../actions/session'
import { adminContext } from '../../context'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { basePath } from '../../base-path'

export const metadata: Metadata = { title: 'Log in' }

export default async function LoginRoute({ searchParams }: { searchParams: SearchParams }) {
  const next = wordOf(await parametersOf(searchParams), 'next') ?? ''
  // If the database is down, the form is still shown; posting it reports the problem.
  if (await adminContext().catch(() => null)) redirect(nextPath(next, basePath))
  const outsider = await readSessionId()
    .then((id) => (id === null ? null : outsiderOfSession(db, id)))
    .catch(() => null)
  return (
    <PlainPage siteTitle={site.title} title="Log in">
      {outsider && (
        <div className="mb-4">
          <Notice tone="warning">
            You are logged in as {outsider.email}, which does not have access to this admin. Log in with another
            account, or ask an administrator for access.
          </Notice>
        </div>
      )}
      <LoginForm action={login} next={next} />
    </PlainPage>
  )
}
