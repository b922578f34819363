import { AdminError } from '../errors'
import { isBlank } from '../fields/blank-text'
import { mayAct } from '../permissions/rows-allowed'
import { byName } from '../schema/by-name'
import { inSentence } from '../schema/names'
import type { LoadedRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { formName, postedForm, type Entries, type PostedForm } from '../write/form-values'
import { mergedColumns, mergePlan, readMerged, type MergeRequest } from '../write/plan/merge'
import { carryOut, rehearse } from '../write/plan/plan'
import { planPage } from './plan-page'
import { shownField } from './record-fields'
import type { ListAction } from './shapes/list'
import type { MergePage, PlanPage } from './shapes/plan'
import * as words from '../words/merge'

/** The value of `~action` that merges the selected rows. No declared action has such a name. */
export const mergeAction = '~merge'

export type MergeAnswer =
  | { kind: 'merge'; page: MergePage; notice: string | null }
  | { kind: 'plan'; page: PlanPage; notice: string | null }
  | { kind: 'done'; message: string; href: null }

const mayMerge = (ctx: AdminContext, admin: Admin): boolean =>
  admin.table.kind === 'table' &&
  admin.table.key.length > 0 &&
  !admin.table.joinTable &&
  !admin.system &&
  mayAct(ctx, admin, 'change') &&
  mayAct(ctx, admin, 'delete')

/** The button of a list that merges the selected rows, for those who may change and delete them. */
export const mergeButton = (ctx: AdminContext, admin: Admin): ListAction[] =>
  mayMerge(ctx, admin) ? [{ name: mergeAction, label: words.button, danger: false, several: true }] : []

/**
 * A step of a merge: asks which row stays with which values, shows what that would do, or does it.
 * @throws {AdminError} `FORBIDDEN`; `INVALID` for other than 2 to 10 rows, or rows that are gone.
 */
export async function postMerge(
  ctx: AdminContext,
  admin: Admin,
  { keys, entries }: { keys: readonly string[]; entries: Entries },
): Promise<MergeAnswer> {
  if (!mayMerge(ctx, admin)) throw new AdminError('FORBIDDEN', words.notOffered)
  const form = postedForm(entries)
  const records = await readMerged(ctx, admin, { keys })
  const ask = (notice: string | null): MergeAnswer => ({
    kind: 'merge',
    page: pageOf(ctx, admin, { records, form }),
    notice,
  })
  if (form.get('~step') !== 'review') return ask(null)
  const request = requestOf(ctx, admin, { records, form })
  if (request === null) return ask(words.unknownChoice)
  const plan = { ...mergePlan(admin, request), token: form.get('~plan') }
  const show = async (notice: string | null): Promise<MergeAnswer> => {
    const ran = await rehearse(ctx, plan)
    const { result } = ran
    const page = await planPage(ctx, admin, { ran, verb: words.verb, danger: true, editable: true })
    return {
      kind: 'plan',
      page: {
        ...page,
        sentence: words.sentence(result.label, records.length - 1),
        button: words.title(records.length, inSentence(admin.plural)),
      },
      notice,
    }
  }
  const seal = form.get('~seal')
  try {
    if (seal === undefined) return await show(null)
    const { result } = await carryOut(ctx, plan, seal)
    return { kind: 'done', message: words.done(result.label, records.length - 1), href: null }
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    // Unless the rows themselves are the reason, in which case the rehearsal fails as well.
    if (error.code === 'CONFLICT' && seal !== undefined) return show(error.message).catch(() => ask(error.message))
    if (error.code === 'INVALID' || error.code === 'CONFLICT')
      return ask(Object.values(error.fields)[0] ?? error.message)
    throw error
  }
}

interface Merging {
  records: readonly LoadedRecord[]
  form: PostedForm
}

const choiceName = (name: string) => `~from.${name}`

/** Null if it names other rows. */
function requestOf(ctx: AdminContext, admin: Admin, { records, form }: Merging): MergeRequest | null {
  const keys = records.map(({ key }) => key)
  const survivor = form.get('~survivor') ?? ''
  const kept = records.find(({ key }) => key === survivor)
  if (!kept) return null
  const choices = mergedColumns(ctx, admin, kept).flatMap((column) => {
    const key = form.get(choiceName(formName(column)))
    return key === undefined ? [] : [[column.key, key] as const]
  })
  if (choices.some(([, key]) => !keys.includes(key))) return null
  return { keys, survivor, from: byName(choices), deleteClashing: form.get('~clash') === 'delete' }
}

/** At first the first row stays, with its own values where it has any. */
function pageOf(ctx: AdminContext, admin: Admin, { records, form }: Merging): MergePage {
  const [first] = records
  const survivor = records.find(({ key }) => key === form.get('~survivor')) ?? first
  if (!survivor) throw new AdminError('INVALID', words.gone)
  const href = adminPath(ctx, admin)
  const columns = mergedColumns(ctx, admin, survivor)
  const differing = columns.filter(
    (column) => new Set(records.map(({ values }) => values[column.key] ?? null)).size > 1,
  )
  return {
    title: words.title(records.length, inSentence(admin.plural)),
    rows: records.map(({ key, label }) => ({ key, label, href: `${href}/${key}` })),
    survivor: survivor.key,
    columns: differing.map((column) => {
      const filled = [survivor, ...records].find(({ values }) => !isBlank(values[column.key] ?? ''))
      const name = choiceName(formName(column))
      return {
        name,
        label: column.label,
        chosen: form.get(name) ?? (filled ?? survivor).key,
        values: records.map((record) => shownField(ctx, column, record).text),
      }
    }),
    deleteClashing: form.get('~clash') === 'delete',
    button: words.review,
  }
}
