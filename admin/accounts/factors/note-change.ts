import { recordSecurity, type SecurityOrigin } from '../../audit/security-log'
import { auditEntries } from '../../brolly/tables'
import { queueMail } from '../../mail/outbox'
import type { Database } from '../../postgres/database'
import type { MailSettings } from '../../site/context'
import type { SecurityKind } from '../../site/security-event'
import type { AttemptOrigin } from '../attempts'
import * as words from '../../words/factors'

/** An account whose factors change. */
export interface FactorOwner {
  readonly id: string
  readonly email: string
}

/** Who changes them, and where: an `AdminContext`, or what is known of a log-in or a command. */
export interface FactorOrigin extends SecurityOrigin {
  readonly site: AttemptOrigin['site'] & { readonly title: string }
  readonly mail?: MailSettings | undefined
}

export interface FactorChange {
  readonly owner: FactorOwner
  /** What the audit log shows: `{ 'Authenticator app': [null, 'added'] }`. */
  readonly changes: Readonly<Record<string, readonly [string | null, string | null]>>
  /** The message to the owner. */
  readonly told: string
  /** Who did it, for a command that has no actor. */
  readonly by?: string
}

/** In the transaction of a change: its audit entry, and the mail to the owner if the site sends mail. */
export async function noteFactorChange(
  tx: Database,
  origin: FactorOrigin,
  { owner, changes, told, by = origin.actor?.email ?? owner.email }: FactorChange,
): Promise<void> {
  await auditFactors(tx, origin, { owner, changes, by })
  await tellOwner(tx, origin, { owner, told, by })
}

/** In the transaction of a change: its audit entry alone. */
export async function auditFactors(
  tx: Database,
  origin: FactorOrigin,
  { owner, changes, by = origin.actor?.email ?? owner.email }: Omit<FactorChange, 'told'>,
): Promise<void> {
  await tx.insert(auditEntries).values({
    actorId: origin.actor?.id ?? null,
    actorLabel: by,
    requestId: origin.requestId ?? null,
    table: 'brolly.users',
    key: owner.id,
    label: owner.email,
    action: 'factors',
    changes,
  })
}

/** Queues the mail that tells the owner of an account of something around its factors. */
export async function tellOwner(
  tx: Database,
  { site, mail }: Pick<FactorOrigin, 'site' | 'mail'>,
  { owner, told, by }: { owner: FactorOwner; told: string; by: string },
): Promise<void> {
  if (!mail) return
  const lines = [words.mailText(told, site.title), ...(by === owner.email ? [] : [words.mailBy(by)]), words.mailHelp]
  await queueMail(tx, { to: owner.email, subject: words.mailSubject(site.title), text: lines.join('\n\n') })
}

/** After the change: the entry of the security log. */
export async function recordFactor(
  origin: FactorOrigin,
  kind: SecurityKind,
  { owner, detail }: { owner: FactorOwner; detail: Readonly<Record<string, string | number>> },
): Promise<void> {
  await recordSecurity(origin, { kind, account: owner.email, detail })
}
