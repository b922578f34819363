import { redirect } from 'next/navigation'
import { accountPath, newAuthenticator, nextPath, withQuery, type Side } from '@/admin/server'
import { AddPasskey } from '@/components/admin/login/add-passkey'
import { AuthenticatorForm } from '@/components/admin/login/authenticator-form'
import { PlainPage } from '@/components/admin/plain-page'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/factors'
import { addApp } from '../admin/actions/factors'
import { beginPasskey, savePasskey } from '../admin/actions/passkeys'
import { logout, logoutOfSite } from '../admin/actions/session'
import { basePath } from '../admin/base-path'
import { parametersOf, wordOf, type SearchParams } from '../admin/parameters'
import { currentUser } from '../current-user'
import { passkeyOrigin } from '../passkey-cookie'
import { confirmPath, factorContext } from './own-context'
import { visit } from './visit'

/** Where an authenticator app is set up: of one's own accord, or because the account must have a second factor. */
export async function FactorPage({ side, searchParams }: { side: Side; searchParams: SearchParams }) {
  const next = wordOf(await parametersOf(searchParams), 'next') ?? ''
  const ctx = await factorContext(side, 'factor', next)
  const account = accountPath(visit, side, 'account')
  const here = withQuery(accountPath(visit, side, 'factor'), next === '' ? [] : [['next', next]])
  if (!ctx.actor.isFresh) redirect(confirmPath(side, here))
  const onwards = nextPath(next, basePath, account)
  const isRequired = (await currentUser()) === null
  return (
    <PlainPage siteTitle={visit.site.title} title={isRequired ? words.setUpRequired : words.setUpTitle} wide>
      {isRequired && (
        <div className="plain-notice factor-way">
          <Notice tone="warning">{words.required}</Notice>
        </div>
      )}
      <div className="factor-way">
        {isRequired && passkeyOrigin !== null && <h2>{words.authenticatorApp}</h2>}
        <AuthenticatorForm setup={newAuthenticator(ctx)} action={addApp.bind(null, side)} next={onwards} />
      </div>
      {isRequired && passkeyOrigin !== null && (
        <section className="account-part factor-way" aria-labelledby="passkeys">
          <h2 id="passkeys">{words.orPasskey}</h2>
          <AddPasskey begin={beginPasskey.bind(null, side)} action={savePasskey.bind(null, side)} next={onwards} />
        </section>
      )}
      {isRequired ? (
        <form action={side === 'admin' ? logout : logoutOfSite} className="plain-links">
          <Button type="submit" variant="quiet">
            {words.logOut}
          </Button>
        </form>
      ) : (
        <p className="plain-links">
          <a href={account}>{words.back}</a>
        </p>
      )}
    </PlainPage>
  )
}
