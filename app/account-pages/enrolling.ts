import 'server-only'
import { redirect } from 'next/navigation'
import { accountPath, withQuery, type Side } from '@/admin/server'
import { currentOwner, currentUser } from '../current-user'
import { visit } from './visit'

/**
 * Whoever is logged in but must set up a second factor first counts as a visitor everywhere, and so arrives at a login page, which
 * leads on to where it is set up. Does nothing for everybody else.
 */
export async function leadEnrolling(side: Side, next: string): Promise<void> {
  const owner = await enrollingOwner().catch(() => null)
  if (owner === null || (side === 'admin' && !owner.isStaff)) return
  redirect(withQuery(accountPath(visit, side, 'factor'), next === '' ? [] : [['next', next]]))
}

const enrollingOwner = async () => ((await currentUser()) === null ? currentOwner() : null)
