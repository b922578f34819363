import { and, eq, inArray } from 'drizzle-orm'
import { auditEntries, groups, userGroups } from '../../brolly/tables'
import type { Database } from '../../postgres/database'
import type { SignOnOptions } from '../../site/account-options'
import { writeLog } from '../../site/log'
import type { SignOnIdentity } from './identity'

/** The groups that the claims of an identity give, and all that they could give; null if no claim of its provider is mapped. */
export function claimedGroups(
  { provider, claims }: Pick<SignOnIdentity, 'provider' | 'claims'>,
  mappings: SignOnOptions['groups'] = {},
): { given: Set<string>; mapped: Set<string> } | null {
  const mapping = Object.hasOwn(mappings, provider) ? mappings[provider] : undefined
  if (mapping === undefined) return null
  const told = Object.hasOwn(claims, mapping.claim) ? claims[mapping.claim] : []
  const values = new Set((Array.isArray(told) ? told : [told]).filter((value) => typeof value === 'string'))
  const entries = Object.entries(mapping.map)
  return {
    given: new Set(entries.filter(([value]) => values.has(value)).map(([, group]) => group)),
    mapped: new Set(entries.map(([, group]) => group)),
  }
}

/** What was given and taken, by name. */
export interface GroupChange {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Gives and takes the groups that are mapped from claims, with an audit entry. Other groups are left alone, and so is whether the
 * account is a superuser. A group of the map that does not exist is reported in the log.
 *
 * @param tx The transaction of the log-in, in which the account is locked.
 */
export async function applyGroupClaims(
  tx: Database,
  account: { id: string; email: string },
  claimed: { given: ReadonlySet<string>; mapped: ReadonlySet<string> },
): Promise<GroupChange> {
  const all =
    claimed.mapped.size === 0
      ? []
      : await tx
          .select()
          .from(groups)
          .where(inArray(groups.name, [...claimed.mapped]))
  const missing = [...claimed.mapped].filter((name) => !all.some((group) => group.name === name))
  if (missing.length > 0)
    writeLog({ level: 'warn', event: 'sign-on', where: 'groups', reason: `no such group: ${missing.join(', ')}` })
  const member = await tx
    .select({ id: groups.id, name: groups.name })
    .from(userGroups)
    .innerJoin(groups, eq(groups.id, userGroups.groupId))
    .where(eq(userGroups.userId, account.id))
  const had = new Set(member.map(({ name }) => name))
  const added = all.filter(({ name }) => claimed.given.has(name) && !had.has(name))
  const removed = all.filter(({ name }) => !claimed.given.has(name) && had.has(name))
  if (added.length > 0)
    await tx.insert(userGroups).values(added.map((group) => ({ userId: account.id, groupId: group.id })))
  if (removed.length > 0)
    await tx.delete(userGroups).where(
      and(
        eq(userGroups.userId, account.id),
        inArray(
          userGroups.groupId,
          removed.map(({ id }) => id),
        ),
      ),
    )
  const change = { added: added.map(({ name }) => name), removed: removed.map(({ name }) => name) }
  if (added.length + removed.length > 0) await writeAudit(tx, account, { had, change })
  return change
}

async function writeAudit(
  tx: Database,
  { id, email }: { id: string; email: string },
  { had, change }: { had: ReadonlySet<string>; change: GroupChange },
): Promise<void> {
  const has = [...had, ...change.added].filter((name) => !change.removed.includes(name))
  await tx.insert(auditEntries).values({
    actorId: id,
    actorLabel: email,
    table: 'brolly.users',
    key: id,
    label: email,
    action: 'permissions',
    changes: { groups: [[...had].toSorted().join(', '), has.toSorted().join(', ')] },
  })
}
