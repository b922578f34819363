import { accountPath, type Parameters, type Side } from '@/admin/server'
import * as words from '@/components/words/account'
import { wordOf } from '../admin/parameters'
import { visit } from './visit'

/** What the login page offers besides: only what works here. */
export function loginLinks(side: Side): { label: string; href: string }[] {
  const { mail, site } = visit
  return [
    ...(mail ? [{ label: words.forgotten, href: accountPath(visit, side, 'reset') }] : []),
    ...(mail && side === 'site' && site.accounts.registration === 'open'
      ? [{ label: words.register, href: '/register' }]
      : []),
  ]
}

/** What was done on the page before, which led here. Only known words have a message. */
export function loginNotice(parameters: Parameters): string | null {
  const done = wordOf(parameters, 'done')
  if (done === 'password') return words.passwordChosen
  return done === 'cancelled' ? (words.doneNotices.get(done) ?? null) : null
}
