import type { Actor } from '../site/context'
import type { AccountSettings } from '../site/account-options'

/**
 * Whether the site lets this user into the admin: what `accounts.mayEnter` says, besides being active and staff. A function that throws
 * or returns anything but a boolean lets nobody in, and is logged.
 */
export async function mayEnterAdmin(
  { accounts }: { readonly accounts: Pick<AccountSettings, 'mayEnter'> },
  actor: Actor,
): Promise<boolean> {
  if (!accounts.mayEnter) return true
  try {
    const answer: unknown = await accounts.mayEnter(actor)
    if (typeof answer !== 'boolean')
      console.error(
        `brolly: accounts.mayEnter returned ${typeof answer}; it must return true or false. Nobody is let in.`,
      )
    return answer === true
  } catch (error) {
    console.error('brolly: accounts.mayEnter threw an error. Nobody is let in.', error)
    return false
  }
}
