import 'server-only'
import { redirect } from 'next/navigation'
import { accountPath, withQuery, type OwnContext, type Side } from '@/admin/server'
import { currentOwner } from '../current-user'
import { postingVisit, visit } from './visit'

type OwnPage = 'account' | 'factor' | 'confirm'

const withNext = (path: string, next: string) => withQuery(path, next === '' ? [] : [['next', next]])

/**
 * The context of whoever is logged in, for what concerns their factors, also while a second factor is still to be set up. Visitors
 * are sent to log in.
 */
export async function factorContext(side: Side, page: OwnPage, next = ''): Promise<OwnContext> {
  const actor = await currentOwner()
  if (actor && (side === 'site' || actor.isStaff)) return { ...postingVisit(), actor }
  return redirect(withNext(accountPath(visit, side, 'login'), withNext(accountPath(visit, side, page), next)))
}

/** Where it is confirmed who is there, and then `next` is opened. */
export const confirmPath = (side: Side, next: string) => withNext(accountPath(visit, side, 'confirm'), next)

/** The page of one's own account. */
export const accountPage = (side: Side) => accountPath(visit, side, 'account')
