import { recordedValues } from '../query/load-record'
import { isRecorded } from '../query/table-ref'
import { formatMoment } from '../audit/moments'
import { AdminError } from '../errors'
import { briefLength } from '../fields/shown-text'
import { mayViewColumn } from '../permissions/columns-allowed'
import { mayAct } from '../permissions/rows-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminPath, systemPath } from '../site/paths'
import { postedForm, type Entries } from '../write/form-values'
import { carryOutUndo, countOf, groupOf, rehearseUndo, type Undo, type UndoSource } from '../write/undo/undo'
import type { UndoStep } from '../write/undo/undo-steps'
import * as words from '../words/undo'
import * as valueWords from '../words/values'
import { labelFor } from './past-label'
import { pastText } from './past-text'
import { referenceNames, type ReferenceNames } from './reference-names'
import type { FormDone } from './shapes/forms'
import type { UndoFormState, UndoGroup, UndoPage, UndoRow } from './shapes/undo'

const mostRows = 20
const mostColumns = 12

/** The URL at which what a request has changed can be undone. */
export const undoHref = (ctx: AdminContext, requestId: string = ctx.requestId): string =>
  systemPath(ctx, `undo/${encodeURIComponent(requestId)}`)

/**
 * What undoing a change would do: carried out under the actor's permissions, and rolled back.
 * @throws {AdminError} as `rehearseUndo` does.
 */
export async function undoPage(ctx: AdminContext, requestId: string): Promise<UndoPage> {
  return pageOf(ctx, await rehearseUndo(ctx, requestId))
}

/** The differences of one page of an undo from another. */
export interface UndoTexts {
  title: string
  /** By default, how many rows are undone. */
  button?: string
  /** By default, what the rows lead to. */
  cancelHref?: string
}

/**
 * Undoes a change, if the outcome is still the one that the user has agreed to.
 *
 * @returns Where to go next, or what would happen now.
 * @throws {AdminError} as `carryOutUndo` does.
 */
export async function postUndo(
  ctx: AdminContext,
  { requestId, entries }: { requestId: string; entries: Entries },
): Promise<FormDone | UndoFormState> {
  return postSource(ctx, { source: requestId, entries, page: () => undoPage(ctx, requestId) })
}

interface PostedUndo {
  source: UndoSource | string
  entries: Entries
  /** What would happen now. */
  page: () => Promise<UndoPage>
}

/** Undoes what a source says, if the outcome is still the one that the user has agreed to. */
export async function postSource(
  ctx: AdminContext,
  { source, entries, page }: PostedUndo,
): Promise<FormDone | UndoFormState> {
  try {
    const undo = await carryOutUndo(ctx, { source, seal: postedForm(entries).get('~seal') ?? '' })
    const done = undo.steps.filter(({ problem }) => problem === null)
    const counted = countOf(undo)
    return {
      notice: { text: words.done(counted.done, counted.kept), undoHref: undoHref(ctx) },
      href: pageOfRows(ctx, done, ({ kind }) => kind !== 'remove'),
    }
  } catch (error) {
    if (!(error instanceof AdminError) || (error.code !== 'CONFLICT' && error.code !== 'INVALID')) throw error
    return { notice: error.message, page: await page() }
  }
}

/** The page of the only row, if it exists, or else the list of the first one's table. */
export function pageOfRows(ctx: AdminContext, steps: readonly UndoStep[], exists: (step: UndoStep) => boolean): string {
  const [first, ...others] = steps
  if (!first || !mayAct(ctx, first.admin, 'view')) return ctx.basePath
  const list = adminPath(ctx, first.admin)
  return others.length === 0 && exists(first) ? `${list}/${first.key}` : list
}

/** What an undo would do, in words. */
export async function pageOf(
  ctx: AdminContext,
  { actorLabel, at, steps, rest, hidden, seal }: Undo,
  texts: UndoTexts = { title: words.title(actorLabel, formatMoment(ctx, at).shown) },
): Promise<UndoPage> {
  const { done, kept } = countOf({ steps, rest })
  return {
    title: texts.title,
    sentence: done === 0 ? words.nothing : words.sentence(done, kept),
    groups: await groupsOf(ctx, { steps, rest }),
    hidden: hidden === 0 ? null : words.hidden(hidden),
    cancelHref: texts.cancelHref ?? pageOfRows(ctx, steps, ({ now }) => now !== null),
    button: done === 0 ? null : (texts.button ?? words.button(done)),
    seal,
  }
}

async function groupsOf(ctx: AdminContext, { steps, rest }: Pick<Undo, 'steps' | 'rest'>): Promise<UndoGroup[]> {
  const groups = new Map<string, { step: UndoStep; kind: UndoGroup['kind']; steps: UndoStep[] }>()
  for (const step of steps) {
    const kind = step.problem === null ? step.kind : 'keep'
    const id = groupOf(step)
    const group = groups.get(id) ?? { step, kind, steps: [] }
    group.steps.push(step)
    groups.set(id, group)
  }
  const pages: UndoGroup[] = []
  for (const [id, { step, kind, steps: members }] of groups) {
    const count = members.length + (rest.get(id) ?? 0)
    const shown = members.slice(0, mostRows)
    const name = await referenceNames(ctx, step.admin, (column) =>
      shown.flatMap((member) => (column.key in member.values ? sidesOf(member, column) : [])),
    )
    const rows = shown.map((member) => rowOf(ctx, member, name))
    pages.push({ plural: step.admin.plural, kind, count, rows, others: count - rows.length })
  }
  return pages
}

/** The value now, and the one that it is to be. */
const sidesOf = ({ now, values }: UndoStep, column: ColumnModel): readonly [from: string | null, to: string | null] => [
  (now && recordedValues(now)[column.key]) ?? null,
  values[column.key] ?? null,
]

function rowOf(ctx: AdminContext, step: UndoStep, name: ReferenceNames): UndoRow {
  const { admin, key, label, kind, now, values, left, lost, problem } = step
  const changed = admin.table.columns.filter((column) => column.key in values && mayViewColumn(ctx, admin, column))
  const shown = kind === 'revert' && problem === null ? changed.filter(({ onUpdate }) => !onUpdate) : []
  const notes = problem === null ? left.filter(({ column }) => mayViewColumn(ctx, admin, column)) : []
  return {
    label: now?.label ?? labelFor(ctx, admin, { key, label }),
    href: now === null ? null : `${adminPath(ctx, admin)}/${key}`,
    changes: shown.slice(0, mostColumns).map((column) => {
      const [from, to] = sidesOf(step, column).map((value) => name(column, value) ?? textOf(ctx, column, value))
      return { label: column.label, from: from ?? null, to: to ?? null }
    }),
    notes: [
      ...(problem === null ? [] : [problem]),
      ...notes.map(({ column, reason }) => `${column.label}: ${reason}`),
      ...(problem === null && lost ? [words.columnsGone] : []),
    ],
  }
}

function textOf(ctx: AdminContext, column: ColumnModel, value: string | null): string | null {
  if (value === null) return null
  if (!isRecorded(column)) return valueWords.unreadable
  return pastText(ctx, column, { value, most: briefLength })
}
