import { ownProfile } from '../accounts/own-profile'
import type { AdminContext } from '../site/context'
import { openTableForm } from './public-form'
import type { FormPage } from './shapes/public-form'

/** The form of the actor's own profile, or of one that a new account will have; null if there is nothing to fill in. */
export async function ownProfilePage(ctx: AdminContext): Promise<FormPage | null> {
  const own = await ownProfile(ctx)
  return own && openTableForm(own.ctx, own.form, { key: own.key })
}
