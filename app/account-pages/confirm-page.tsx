import { accountPath, factorsOf, nextPath, type Side } from '@/admin/server'
import { ButtonForm } from '@/components/admin/login/button-form'
import { ConfirmForm } from '@/components/admin/login/confirm-form'
import { PasskeyButton } from '@/components/admin/login/passkey-button'
import { PlainPage } from '@/components/admin/plain-page'
import * as words from '@/components/words/factors'
import { confirm, logInAnew } from '../admin/actions/factors'
import { beginConfirm, confirmByPasskey } from '../admin/actions/passkeys'
import { basePath } from '../admin/base-path'
import { parametersOf, wordOf, type SearchParams } from '../admin/parameters'
import { factorContext } from './own-context'
import { visit } from './visit'

/** Where whoever is logged in proves again who they are, and then goes on. */
export async function ConfirmPage({ side, searchParams }: { side: Side; searchParams: SearchParams }) {
  const given = wordOf(await parametersOf(searchParams), 'next') ?? ''
  const { actor, db, site } = await factorContext(side, 'confirm', given)
  const next = nextPath(given, basePath, accountPath(visit, side, 'account'))
  const { authenticator, passkeys } = await factorsOf(db, actor.id)
  return (
    <PlainPage siteTitle={site.title} title={words.confirmTitle}>
      <p className="lead">{words.confirmLead(site.accounts.sessions.confirmMinutes)}</p>
      {passkeys.length > 0 && (
        <PasskeyButton
          begin={beginConfirm.bind(null, side)}
          action={confirmByPasskey.bind(null, { side, next })}
          button={words.usePasskey}
        />
      )}
      {actor.hasPassword || authenticator !== null ? (
        <ConfirmForm
          action={confirm.bind(null, side)}
          next={next}
          email={actor.email}
          hasPassword={actor.hasPassword}
          hasApp={authenticator !== null}
        />
      ) : passkeys.length > 0 ? null : (
        <div className="stack">
          <p>{words.noWayToConfirm}</p>
          <ButtonForm action={logInAnew.bind(null, side, next)} button={words.logInAnew} />
        </div>
      )}
    </PlainPage>
  )
}
