import type { AdminContext } from '../site/context'

/** What pages of accounts need before anybody has logged in. A form that is posted has a client and a request id. */
export type VisitContext = Pick<AdminContext, 'db' | 'site' | 'basePath' | 'mail' | 'client'> &
  Partial<Pick<AdminContext, 'requestId'>>

/** What pages of one's own account need, in the admin and on the public side. */
export type OwnContext = VisitContext & Pick<AdminContext, 'actor'>

/** Where what a visitor does comes from, for the limits and the security log. */
export const visitor = (visit: VisitContext) => ({ ...visit, actor: null })

/** Where a page was opened: in the admin, or on the public side. Each has the same pages at other paths. */
export type Side = 'admin' | 'site'

const publicPaths = {
  login: '/login',
  link: '/link',
  reset: '/reset-password',
  account: '/account',
  factor: '/account/second-factor',
  confirm: '/account/confirm',
} as const
const adminPaths = {
  login: 'login',
  link: 'link',
  reset: 'reset-password',
  account: 'account',
  factor: 'second-factor',
  confirm: 'confirm',
} as const

/** The path of a page of accounts. */
export function accountPath({ basePath }: Pick<VisitContext, 'basePath'>, side: Side, page: keyof typeof publicPaths) {
  return side === 'admin' ? `${basePath}/-/${adminPaths[page]}` : publicPaths[page]
}
