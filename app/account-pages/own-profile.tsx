import { ownProfilePage, type Actor, type Side } from '@/admin/server'
import { PublicForm } from '@/components/admin/record/public-form'
import * as words from '@/components/words/account'
import { saveProfile } from '../admin/actions/own-account'
import { formContext } from '../admin/context'

/** What the site asks of its accounts, for their owners to change. Nothing if there is none of it. */
export async function OwnProfile({ user, side }: { user: Actor; side: Side }) {
  const page = user.actedBy ? null : await ownProfilePage(await formContext(user))
  if (page === null) return null
  return (
    <section className="account-part" aria-labelledby="profile">
      <h2 id="profile">{words.yourDetails}</h2>
      <PublicForm page={page} action={saveProfile.bind(null, side)} />
    </section>
  )
}
