import { type GrantSources, grantSources, type Holders, holdersOf } from '../accounts/grant-sources'
import { ownPermissions } from '../accounts/permission-names'
import { AdminError } from '../errors'
import { mayChangeColumn, mayViewColumn } from '../permissions/columns-allowed'
import { groupRulesFor } from '../permissions/group-allows'
import { isGranted, rowsAllowed, viaLink } from '../permissions/rows-allowed'
import { loadRecord } from '../query/load-record'
import { policiesOf } from '../query/policies'
import { inSentence } from '../schema/names'
import { type Verb, verbs } from '../site/admin'
import type { AdminContext } from '../site/context'
import { textOfFunction } from '../site/name-failures'
import { adminPath, type Parameters } from '../site/paths'
import { contextAs } from '../site/row-security'
import type { Admin } from '../site/site'
import * as accountsWords from '../words/accounts'
import * as words from '../words/why'

/** What a user may do with a table, or with one of its rows, and what decides it. */
export interface WhyPage {
  /** As in the URL: an email, the path of a table, and a key as in URLs. */
  asked: { user: string; table: string; key: string }
  tables: { path: string; label: string }[]
  /** Why there is no answer. */
  problem: string | null
  answer: WhyAnswer | null
  /** Who may do what with the table, if it was asked without a user. */
  holders: { permission: string; verb: string; holders: Holders }[]
  /** The database's own policies for the rows of the table; null if row level security is off. */
  policies: WhyPolicies | null
}

/** Row level security, as the catalogue has it. */
export interface WhyPolicies {
  /** Whether the policies apply to requests, and what that means. */
  tone: 'info' | 'warning'
  notes: string[]
  rows: { name: string; command: string; roles: string; using: string | null; check: string | null }[]
}

export interface WhyAnswer {
  user: { email: string; href: string | null; notes: string[] }
  /** The row that was asked about. */
  row: { label: string; href: string } | null
  verbs: WhyVerb[]
  columns: { label: string; reasons: string[] }[]
}

export interface WhyVerb {
  /** `view`; for a permission that an action requires, its own name. */
  verb: string
  /** `some`: rows that meet a condition. */
  allowed: 'yes' | 'some' | 'no'
  reasons: string[]
}

/**
 * Explains permissions, for superusers: `user` and `table` in the query string, and `key` for a row.
 *
 * @throws {AdminError} `FORBIDDEN`
 */
export async function whyPage(ctx: AdminContext, parameters: Parameters): Promise<WhyPage> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', accountsWords.onlySuperusersGrant)
  const text = (name: string) => (parameters.find(([given]) => given === name)?.[1] ?? '').trim().slice(0, 4_000)
  const asked = { user: text('user'), table: text('table'), key: text('key') }
  const page: WhyPage = {
    asked,
    tables: ctx.site.admins.map((admin) => ({ path: admin.path, label: admin.plural })),
    problem: null,
    answer: null,
    holders: [],
    policies: null,
  }
  if (asked.table === '') return page
  const admin = ctx.site.byPath(asked.table)
  if (!admin) return { ...page, problem: words.noTable(asked.table) }
  page.policies = await policiesFor(ctx, admin)
  if (asked.user === '') return { ...page, holders: await allHolders(ctx, admin) }
  const found = await grantSources(ctx.db, asked.user)
  if (!found) return { ...page, problem: words.noUser(asked.user) }
  const row = asked.key === '' ? null : await rowFor(ctx, admin, asked.key)
  if (row === undefined) return { ...page, problem: words.noRow }
  return { ...page, answer: await answerFor(ctx, admin, { found, row }) }
}

interface RowAsked {
  key: string
  label: string
  href: string
}

/** Undefined for a row that the superuser asking does not see. */
async function rowFor(ctx: AdminContext, admin: Admin, key: string): Promise<RowAsked | undefined> {
  try {
    const { label } = await loadRecord(ctx, admin, { key })
    return { key, label, href: `${adminPath(ctx, admin)}/${key}` }
  } catch (error) {
    if (error instanceof AdminError) return undefined
    throw error
  }
}

interface Asked {
  found: GrantSources
  row: RowAsked | null
}

async function answerFor(ctx: AdminContext, admin: Admin, { found, row }: Asked): Promise<WhyAnswer> {
  const { actor, isActive } = found
  const theirs = contextAs(ctx, actor)
  const users = ctx.site.byPath('brolly.users')
  const answers: WhyVerb[] = []
  for (const verb of verbs) answers.push(await verbAnswer(theirs, admin, { verb, found, row }))
  return {
    user: {
      email: actor.email,
      href: users ? `${adminPath(ctx, users)}/${actor.id}` : null,
      notes: [
        ...(isActive ? [] : [words.inactive]),
        ...(actor.isStaff ? [] : [words.notStaff]),
        ...(actor.isSuperuser ? [words.superuser] : []),
      ],
    },
    row: row && { label: row.label, href: row.href },
    verbs: [...answers, ...ownPermissions(admin).map((name) => grantAnswer(admin, name, found))],
    columns: admin.table.columns.flatMap((column) => {
      const reasons = [
        ...(column.secret ? [words.secretColumn] : []),
        ...(!mayViewColumn(theirs, admin, column)
          ? [words.hiddenColumn]
          : declaresChange(admin, column.key) && !mayChangeColumn(theirs, admin, column)
            ? [words.lockedColumn]
            : []),
      ]
      return reasons.length > 0 ? [{ label: column.label, reasons }] : []
    }),
  }
}

/** The policies of the table, and whether they apply under the role that requests take. */
async function policiesFor(ctx: AdminContext, admin: Admin): Promise<WhyPolicies | null> {
  const found = await policiesOf(ctx, admin)
  if (found?.enabled !== true) return null
  const { active, role, policies } = found
  return {
    tone: active ? 'info' : 'warning',
    notes: [
      active ? words.policiesApply(role) : words.policiesBypassed(role),
      ...(active && policies.length === 0 ? [words.noPolicies] : []),
    ],
    rows: policies.map(({ name, permissive, command, roles, using, check, applies }) => ({
      name,
      command: permissive ? command : words.restrictive(command),
      roles: applies || !active ? roles.join(', ') : words.otherRoles(roles.join(', ')),
      using,
      check,
    })),
  }
}

const declaresChange = ({ options }: Admin, key: string) => options.permissions?.fields?.[key]?.change !== undefined

/** What grants a permission; whether it does. */
function grantAnswer(admin: Admin, name: string, { actor, sources }: GrantSources): WhyVerb {
  const permission = `${admin.path}.${name}`
  const granted = [
    ...(actor.isSuperuser ? [words.superuser] : []),
    ...(sources.get(permission) ?? []).map((group) => (group === null ? words.own : words.fromGroup(group))),
    ...(name === 'view' && sources.has(`${admin.path}.change`) ? [words.fromChange] : []),
  ]
  return granted.length > 0
    ? { verb: name, allowed: 'yes', reasons: granted }
    : { verb: name, allowed: 'no', reasons: [words.notGranted(permission)] }
}

async function verbAnswer(
  theirs: AdminContext,
  admin: Admin,
  { verb, found, row }: Asked & { verb: Verb },
): Promise<WhyVerb> {
  if (admin.table.kind !== 'table' && verb !== 'view' && verb !== 'export')
    return { verb, allowed: 'no', reasons: [words.onlyViewed] }
  const { allowed: granted, reasons } = grantAnswer(admin, verb, found)
  if (granted === 'no') return { verb, allowed: 'no', reasons }
  const parent = parentOf(theirs, admin)
  if (parent && !isGranted(theirs, parent, 'view'))
    return { verb, allowed: 'no', reasons: [...reasons, words.alsoNeeds(`${parent.path}.view`)] }
  const rules = ruleWords(theirs, admin, verb)
  const allowed = rowsFor(theirs, admin, verb)
  if (allowed === 'no') return { verb, allowed, reasons: [...reasons, ...rules, words.nobody] }
  if (row === null || verb === 'add') {
    const which = allowed === 'yes' ? words.everyRow : rules.length > 0 ? words.someRows : words.policyRows
    return { verb, allowed, reasons: [...reasons, ...rules, which] }
  }
  const isAllowed = await allowsRow(theirs, admin, { verb, key: row.key })
  return { verb, allowed: isAllowed ? 'yes' : 'no', reasons: [...reasons, ...rules, words.thisRow(isAllowed)] }
}

function rowsFor(theirs: AdminContext, admin: Admin, verb: Verb): WhyVerb['allowed'] {
  try {
    return rowsAllowed(theirs, admin, { verb, alias: 't' }).all ? 'yes' : 'some'
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return 'no'
    throw error
  }
}

async function allowsRow(
  theirs: AdminContext,
  admin: Admin,
  { verb, key }: { verb: Verb; key: string },
): Promise<boolean> {
  try {
    await loadRecord(theirs, admin, { key, verb })
    return true
  } catch (error) {
    if (error instanceof AdminError) return false
    throw error
  }
}

function parentOf(ctx: AdminContext, admin: Admin): Admin | undefined {
  const link = viaLink(admin)
  return link && ctx.site.adminOf(link.target)
}

const longestRule = 300

const shortened = (source: string) => (source.length > longestRule ? `${source.slice(0, longestRule)}…` : source)

/** The declared rules that decide about a verb, as they are written. */
function ruleWords(ctx: AdminContext, admin: Admin, verb: Verb): string[] {
  const rules = admin.options.permissions
  const parent = parentOf(ctx, admin)
  const own = [verb === 'add' ? null : 'view', verb === 'view' ? null : verb].flatMap((name) => {
    const rule = name === null ? undefined : rules?.[name as Verb]
    if (!rule || name === null) return []
    return [words.rule(name, shortened(textOfFunction(rule)))]
  })
  const ofGroup = groupRulesFor(ctx, admin, verb).map(({ verb: name, rule }) =>
    words.groupRule(admin.group ?? '', name, shortened(textOfFunction(rule))),
  )
  return [...ofGroup, ...own, ...(parent ? [words.via(inSentence(parent.plural))] : [])]
}

async function allHolders(ctx: AdminContext, admin: Admin): Promise<WhyPage['holders']> {
  const names = [...verbs, ...ownPermissions(admin)]
  return Promise.all(
    names.map(async (verb) => {
      const permission = `${admin.path}.${verb}`
      const enough = verb === 'view' ? [permission, `${admin.path}.change`] : [permission]
      return { permission, verb, holders: await holdersOf(ctx.db, enough) }
    }),
  )
}
