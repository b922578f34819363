import { rowsByKey } from '../query/keys-where'
import { readRecords } from '../query/load-record'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import type { Outcome, OutcomeGroup } from '../write/plan/outcome'
import type { Ran } from '../write/plan/plan'
import type { Refusal } from '../write/plan/refusals'
import { manyChanges } from './many-changes'
import { withNames } from './history-names'
import { entryOf } from './history-page'
import type { HistoryEntry } from './shapes/pages'
import type { PlanGroup, PlanPage, PlanRefusal } from './shapes/plan'
import * as words from '../words/plan'

const mostNamed = 5
const mostWhole = 3

interface Shown {
  /** "Change": what the button does to the rows that it names. */
  verb: string
  danger: boolean
  /** Whether the user has chosen values that can be chosen again. */
  editable: boolean
}

/** A rehearsed plan as a page. */
export async function planPage<Result>(
  ctx: AdminContext,
  admin: Admin,
  { ran, verb, danger, editable }: Shown & { ran: Ran<Result> },
): Promise<PlanPage> {
  const changed = changedIn(admin, ran)
  const refused = ran.refusals.reduce((sum, { rows }) => sum + rows.length, 0)
  const nothing = ran.groups.length === 0 && ran.hidden === 0
  return {
    title: words.run(verb, rowsOf(admin, ran.chosen)),
    sentence: words.sentence({ changed, unchanged: ran.unchanged, refused }),
    notes: [
      ...(ran.missing > 0 ? [words.missing(ran.missing)] : []),
      ...(ran.hidden > 0 ? [words.hidden(ran.hidden)] : []),
    ],
    refusals: await Promise.all(ran.refusals.map((refusal) => refusalOf(ctx, admin, refusal))),
    groups: await Promise.all(ran.groups.map((group) => groupOf(ctx, group))),
    took: words.took(ran.milliseconds),
    danger,
    button: nothing ? null : words.run(verb, rowsOf(admin, changed)),
    seal: ran.seal,
    editable,
  }
}

/** "12 orders" */
export const rowsOf = ({ singular, plural }: Pick<Admin, 'singular' | 'plural'>, rows: number): string =>
  words.rowsOf(rows, inSentence(singular), inSentence(plural))

/** The number of rows of the table itself that a plan changes or deletes. */
export const changedIn = (admin: Admin, { groups }: Pick<Outcome, 'groups'>): number =>
  groups.reduce((sum, group) => (group.admin === admin && group.kind !== 'add' ? sum + group.count : sum), 0)

async function groupOf(ctx: AdminContext, { admin, kind, count, samples }: OutcomeGroup): Promise<PlanGroup> {
  const related = await manyChanges(ctx, admin, samples)
  // The time of the last change changes with every row.
  const stamps = new Set(admin.table.columns.flatMap((column) => (column.onUpdate ? [column.label] : [])))
  const entries = samples.map((row) => {
    const entry = entryOf(ctx, admin, row)
    // The entry, and a row that is added, exist in the rehearsal only.
    const changes = entry.changes.filter(({ label }) => !stamps.has(label)).map(withoutEntry)
    return {
      ...entry,
      undoHref: null,
      href: kind === 'add' ? null : `${adminPath(ctx, admin)}/${row.key}`,
      // Of many deleted rows, the names are enough.
      changes: kind === 'delete' && count > mostWhole ? [] : [...changes, ...(related.get(row.id) ?? [])],
    }
  })
  const named = await withNames(ctx, admin, { rows: samples, entries })
  return { plural: admin.plural, kind, count, entries: named, others: count - entries.length }
}

/** Without links to the entry. */
function withoutEntry(change: HistoryEntry['changes'][number]): HistoryEntry['changes'][number] {
  const shown = { ...change }
  delete shown.putBackHref
  delete shown.beforeHref
  delete shown.afterHref
  return shown
}

/** The first of the rows by name, as far as the actor may view them: a plan only acts on rows that may be viewed. */
async function refusalOf(ctx: AdminContext, admin: Admin, { reason, rows }: Refusal): Promise<PlanRefusal> {
  const named = rows.slice(0, mostNamed)
  const records = await readRecords(ctx, admin, { where: rowsByKey(admin, named) })
  return {
    reason,
    count: rows.length,
    rows: records.map(({ key, label }) => ({ label, href: `${adminPath(ctx, admin)}/${key}` })),
    others: rows.length - records.length,
  }
}
