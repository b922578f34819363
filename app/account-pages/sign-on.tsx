import { factorsOf, ownIdentities, type OwnContext, type OwnIdentity, type Parameters, type Side } from '@/admin/server'
import { signOnProviders } from '@/auth'
import { ButtonForm } from '@/components/admin/login/button-form'
import { ConnectButton, SignOnButtons } from '@/components/admin/login/sign-on-buttons'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/sign-on'
import { disconnect } from '../admin/actions/own-account'
import { wordOf } from '../admin/parameters'
import { accountPage, confirmPath } from './own-context'

const choices = signOnProviders.map(({ id, name }) => ({ id, name, href: `/api/auth/signin/${id}` }))

/** The buttons of a log-in page. */
export function SignOn({ side, next }: { side: Side; next: string }) {
  return <SignOnButtons providers={choices} side={side} next={next} />
}

/** Why somebody is back from a provider. Only known words have a message. */
export function SignOnTrouble({ parameters }: { parameters: Parameters }) {
  const told = words.troubles.get(wordOf(parameters, 'sign-on') ?? '')
  return (
    told !== undefined && (
      <div className="plain-notice">
        <Notice tone="danger">{told}</Notice>
      </div>
    )
  )
}

/** The log-ins elsewhere that are connected to the account of whoever is logged in. Nothing if there are none, and no providers. */
export async function OwnSignOn({ ctx, side }: { ctx: OwnContext; side: Side }) {
  const identities = await ownIdentities(ctx)
  if (identities.length === 0 && choices.length === 0) return null
  const { hasPassword, isFresh } = ctx.actor
  const open = choices.filter(({ id }) => !identities.some(({ provider }) => provider === id))
  const { passkeys } = await factorsOf(ctx.db, ctx.actor.id)
  const isOnly = !hasPassword && identities.length === 1 && passkeys.length === 0
  return (
    <section className="account-part" aria-labelledby="sign-on">
      <h2 id="sign-on">{words.title}</h2>
      <p className="lead">{words.lead}</p>
      <dl className="factors">
        {identities.map((identity) => (
          <div key={identity.id}>
            <dt>{nameOf(identity)}</dt>
            <dd>{identity.email || words.unknownEmail}</dd>
            {isOnly && <dd>{words.onlyWayIn}</dd>}
            {isFresh && !isOnly && (
              <dd>
                <ButtonForm
                  action={disconnect.bind(null, side, identity.id)}
                  button={words.disconnectOf(nameOf(identity))}
                  plain
                />
              </dd>
            )}
          </div>
        ))}
      </dl>
      {isFresh ? (
        <div className="buttons">
          {open.map((provider) => (
            <ConnectButton key={provider.id} provider={provider} side={side} />
          ))}
        </div>
      ) : (
        <p className="plain-links">
          <a href={confirmPath(side, accountPage(side))}>{words.confirmToChange}</a>
        </p>
      )}
    </section>
  )
}

const nameOf = ({ provider }: OwnIdentity) => choices.find(({ id }) => id === provider)?.name ?? provider
