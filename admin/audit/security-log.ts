import { securityEvents } from '../brolly/tables'
import type { Database } from '../postgres/database'
import type { AccountSettings } from '../site/account-options'
import type { Client } from '../site/context'
import { writeLog } from '../site/log'
import type { SecurityEvent, SecurityKind } from '../site/security-event'
import { FloodGate } from './flood-gate'

/** Where an event comes from: an `AdminContext`, or what is known of a request before there is an actor. */
export interface SecurityOrigin {
  readonly db: Database
  readonly site: { readonly accounts: AccountSettings } | null
  readonly actor: {
    readonly id: string
    readonly email: string
    readonly token?: { readonly name: string } | undefined
    readonly actedBy?: { readonly email: string } | undefined
  } | null
  readonly client?: Client
  readonly requestId?: string
  /** In a transaction: what to do once after it was committed. */
  readonly afterCommit?: (work: () => Promise<void> | void) => void
}

export interface NewSecurityEvent {
  readonly kind: SecurityKind
  /** Default: the actor's. */
  readonly account?: string
  readonly detail?: Readonly<Record<string, string | number>>
}

/** Kinds of which anybody can cause any number. */
const floods: ReadonlySet<SecurityKind> = new Set([
  'log-in-failed',
  'check-failed',
  'throttled',
  'reset-requested',
  'registration-requested',
  'refused',
  'not-found',
  'bad-query',
  'cross-site',
  'bad-request',
])

const urgent: ReadonlySet<SecurityKind> = new Set([
  'throttled',
  'refused',
  'cross-site',
  'check-failed',
  'log-in-failed',
])

const storeKey = Symbol.for('brolly.security-log')
type GlobalStore = { [storeKey]?: FloodGate }

/** Next.js bundles this file more than once; all copies share one gate. */
const gate = ((globalThis as GlobalStore)[storeKey] ??= new FloodGate({
  perSource: 30,
  inAll: 1_000,
  windowMs: 60 * 60 * 1000,
}))

const mostCharacters = 300
/** What the database can store: neither a NUL nor half of a character, which are also what a cut may leave. */
const cut = (text: string) =>
  text
    .slice(0, mostCharacters)
    .replaceAll(/\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')

/**
 * Writes an event to the security log, to the log lines and to the hook of the site. It never fails: what cannot be
 * recorded is reported as a fault, and the request goes on.
 *
 * Of the kinds that anybody can cause, only some are written one by one: 30 in an hour of one user or from one address, 1,000 in all.
 * The rest is counted, and written once a minute as one event with `times`.
 */
export async function recordSecurity(origin: SecurityOrigin, { kind, ...given }: NewSecurityEvent): Promise<void> {
  const event: SecurityEvent = {
    kind,
    actor: origin.actor && { id: origin.actor.id, email: origin.actor.email },
    account: cut(given.account ?? origin.actor?.email ?? ''),
    address: origin.client?.address ?? null,
    agent: origin.client?.agent == null ? null : cut(origin.client.agent),
    requestId: origin.requestId ?? null,
    detail: Object.fromEntries(
      Object.entries({ ...given.detail, ...byWhom(origin, given) }).map(([name, value]) => [
        name,
        typeof value === 'string' ? cut(value) : value,
      ]),
    ),
    times: 1,
  }
  if (floods.has(kind)) {
    const isWritten = gate.admits({ kind, source: event.actor?.id ?? event.address ?? event.account }, (times) =>
      write(origin, grouped(kind, times)),
    )
    if (!isWritten) return
  }
  await write(origin, event)
}

/** Writes what was counted but not written yet. A timer does so once a minute. */
export const flushSecurityLog = (): Promise<void> => gate.flush()

/** Who did something to another's account, and by which API token: the names outlive the actor. */
const byWhom = ({ actor }: SecurityOrigin, { account }: Omit<NewSecurityEvent, 'kind'>) => ({
  ...(actor && account !== undefined && account !== actor.email ? { by: actor.email } : {}),
  ...(actor?.token ? { token: actor.token.name } : {}),
  ...(actor?.actedBy ? { actedBy: actor.actedBy.email } : {}),
})

const grouped = (kind: SecurityKind, times: number): SecurityEvent => ({
  kind,
  actor: null,
  account: '',
  address: null,
  agent: null,
  requestId: null,
  detail: {},
  times,
})

async function write({ db, site, afterCommit }: SecurityOrigin, event: SecurityEvent): Promise<void> {
  const { kind, actor, detail, ...fields } = event
  const announce = async () => {
    const level = urgent.has(kind) ? 'warn' : 'info'
    writeLog({ level, event: 'security', kind, actor: actor?.email, ...fields, ...detail })
    await site?.accounts.onSecurityEvent?.(event)
  }
  try {
    await db.insert(securityEvents).values({ ...fields, kind, actorId: actor?.id ?? null, detail })
    if (afterCommit) afterCommit(announce)
    else await announce()
  } catch (error) {
    writeLog({ level: 'error', event: 'fault', where: 'security log', error: error instanceof Error ? error.name : '' })
  }
}
