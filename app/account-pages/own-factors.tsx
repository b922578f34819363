import { accountPath, factorsOf, type Factors, type OwnContext, type Side } from '@/admin/server'
import { AddPasskey } from '@/components/admin/login/add-passkey'
import { ButtonForm } from '@/components/admin/login/button-form'
import { CodesForm } from '@/components/admin/login/codes-form'
import { NameForm } from '@/components/admin/login/name-form'
import { ButtonLink } from '@/components/ui/button'
import * as words from '@/components/words/factors'
import { nameFactor, newRecoveryCodes, removeFactor } from '../admin/actions/factors'
import { beginPasskey, savePasskey } from '../admin/actions/passkeys'
import { passkeyOrigin } from '../passkey-cookie'
import { confirmPath } from './own-context'
import { visit } from './visit'

/** A date that is the same everywhere. */
const day = (moment: string) =>
  new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

const toldOf = ({ createdAt, lastUsedAt, isBackedUp }: Factors['passkeys'][number]) =>
  [
    words.since(day(createdAt)),
    lastUsedAt === null ? words.neverUsed : words.lastUsed(day(lastUsedAt)),
    ...(isBackedUp ? [words.backedUp] : []),
  ].join(', ')

/** The second factors of whoever is logged in, on the page of their account. */
export async function OwnFactors({ ctx, side }: { ctx: Pick<OwnContext, 'actor' | 'db'>; side: Side }) {
  const { authenticator, passkeys, recoveryCodes } = await factorsOf(ctx.db, ctx.actor.id)
  const { isFresh } = ctx.actor
  const account = accountPath(visit, side, 'account')
  const setUp = accountPath(visit, side, 'factor')
  return (
    <>
      <p className="lead">{words.lead}</p>
      <dl className="factors">
        <div>
          <dt>{words.authenticatorApp}</dt>
          <dd>{authenticator === null ? words.notSetUp : words.since(day(authenticator))}</dd>
          <dd className="buttons">
            <ButtonLink href={setUp}>{authenticator === null ? words.setUp : words.setUpAgain}</ButtonLink>
            {authenticator !== null && isFresh && (
              <ButtonForm action={removeFactor.bind(null, side, null)} button={words.remove} plain />
            )}
          </dd>
        </div>
        {passkeys.map((passkey) => (
          <div key={passkey.id}>
            <dt>{words.passkeyNamed(passkey.name)}</dt>
            <dd>{toldOf(passkey)}</dd>
            {isFresh && (
              <dd className="buttons">
                <NameForm
                  action={nameFactor.bind(null, { side, passkey: passkey.id })}
                  name={passkey.name}
                  id={`name-of-${passkey.id}`}
                />
                <ButtonForm
                  action={removeFactor.bind(null, side, passkey.id)}
                  button={words.remove}
                  label={words.removePasskey(passkey.name)}
                  plain
                />
              </dd>
            )}
          </div>
        ))}
        {recoveryCodes > 0 && (
          <div>
            <dt>{words.recoveryCodes}</dt>
            <dd>{words.codesLeft(recoveryCodes)}</dd>
            {isFresh && (
              <dd>
                <CodesForm action={newRecoveryCodes.bind(null, side)} />
              </dd>
            )}
          </div>
        )}
      </dl>
      {!isFresh && (
        <p className="plain-links">
          <a href={confirmPath(side, account)}>{words.confirmToChange}</a>
        </p>
      )}
      {isFresh && passkeyOrigin !== null && (
        <>
          <p className="lead passkeys-lead">{words.passkeysLead}</p>
          <AddPasskey begin={beginPasskey.bind(null, side)} action={savePasskey.bind(null, side)} next={account} />
        </>
      )}
    </>
  )
}
