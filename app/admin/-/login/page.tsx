import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import site from '@/admin.config'
import { nextPath } from '@/admin/server'
import { LoginForm } from '@/components/admin/login/login-form'
import { PlainPage } from '@/components/admin/plain-page'
import { login } from '../../actions/session'
import { adminContext } from '../../context'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'

export const metadata: Metadata = { title: 'Log in' }

export default async function LoginRoute({ searchParams }: { searchParams: SearchParams }) {
  const next = wordOf(await parametersOf(searchParams), 'next') ?? ''
  // With the database away the form still shows; posting it says what is the matter.
  if (await adminContext().catch(() => null)) redirect(nextPath(next))
  return (
    <PlainPage siteTitle={site.title} title="Log in">
      <LoginForm action={login} next={next} />
    </PlainPage>
  )
}
