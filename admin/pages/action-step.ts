import { AdminError } from '../errors'
import type { FieldMeta } from '../fields/field-meta'
import { withLineFeeds } from '../fields/line-ends'
import { actionFields, parseInput } from '../actions/action-form'
import { declaredAction, rowsForAction } from '../actions/declared-action'
import { actionPlan } from '../actions/run-action'
import type { ActionResult } from '../site/action'
import type { AdminContext } from '../site/context'
import { safePath } from '../site/safe-path'
import type { Admin } from '../site/site'
import { postedForm, type Entries, type PostedForm } from '../write/form-values'
import { carryOut, rehearse, type Plan, type Ran } from '../write/plan/plan'
import type { Selection } from '../write/selection'
import { chosenRowsText } from './bulk-page'
import { linkedLabels } from './linked-labels'
import { changedIn, planPage, rowsOf } from './plan-page'
import { fieldOf } from './record-fields'
import type { BulkFormField, BulkPage, PlanPage, ResultPage } from './shapes/plan'
import * as actionWords from '../words/actions'
import * as words from '../words/plan'

/** What a posted action leads to: its form, what it would do, or what it says after it was done. */
export type ActionAnswer =
  | { kind: 'form'; page: BulkPage; notice: string | null }
  | { kind: 'plan'; page: PlanPage; notice: string | null }
  | { kind: 'result'; page: ResultPage }
  | { kind: 'done'; message: string; href: string | null }

interface ActionStep {
  name: string
  selection: Selection
  entries: Entries
}

/**
 * A step of a declared action: asks for its values, shows what it would do if that must be agreed to, or does it.
 *
 * @throws {AdminError} as `runAction` does.
 */
export async function postAction(
  ctx: AdminContext,
  admin: Admin,
  { name, selection, entries }: ActionStep,
): Promise<ActionAnswer> {
  const action = declaredAction(admin, name)
  // Nobody without permission learns what the form asks for.
  rowsForAction(ctx, admin, action)
  const form = postedForm(entries)
  const seal = form.get('~seal')
  const ask = (errors: Record<string, string>, notice: string | null) =>
    formAnswer(ctx, admin, { name, selection, form, errors, notice })
  if (action.form !== undefined && form.get('~step') !== 'review') return ask({}, null)
  const { input, errors } = parseInput(ctx, admin, { action, form })
  if (Object.keys(errors).length > 0) return ask(errors, null)
  const isAsked = action.danger === true || selection.kind === 'all'
  const plan = { ...actionPlan(ctx, admin, { name, selection, input, strict: !isAsked }), token: form.get('~plan') }
  const show = async (notice: string | null): Promise<ActionAnswer> => {
    return { kind: 'plan', page: await rehearsal(ctx, admin, { name, plan }), notice }
  }
  if (isAsked && seal === undefined) return show(null)
  try {
    const { result } = await carryOut(ctx, plan, isAsked ? (seal ?? '') : null)
    return answerOf(action.label, result)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    if (isAsked && error.code === 'CONFLICT') return show(error.message)
    if (action.form !== undefined && error.code === 'INVALID') return ask({ ...error.fields }, error.message)
    throw error
  }
}

const longestFile = 5 * 1024 * 1024

function answerOf(label: string, result: ActionResult): ActionAnswer {
  if (typeof result === 'string') return { kind: 'done', message: result, href: null }
  const { message, href, download, table } = result
  if (!download && !table) return { kind: 'done', message, href: href === undefined ? null : safePath(href) }
  const bytes = Buffer.from(download?.content ?? '')
  if (bytes.length > longestFile) throw new AdminError('TOO_LARGE', actionWords.fileTooLarge)
  const data = `data:${download?.type ?? 'text/plain'};base64,${bytes.toString('base64')}`
  return {
    kind: 'result',
    page: {
      title: label,
      message,
      table: table ?? null,
      download: download ? { name: download.name, href: data } : null,
      undoHref: null,
    },
  }
}

async function rehearsal(
  ctx: AdminContext,
  admin: Admin,
  { name, plan }: { name: string; plan: Plan<ActionResult> },
): Promise<PlanPage> {
  const { label, danger = false, form, rehearse: isRun } = declaredAction(admin, name)
  const ran = await rehearse(ctx, plan)
  const page = await planPage(ctx, admin, { ran, verb: label, danger, editable: form !== undefined })
  const numbers = numbersOf(admin, { ran, label })
  return { ...page, ...numbers, ...(isRun === false ? { sentence: words.notRehearsed } : {}) }
}

/** An action may do more than the log records, so it can also be run if nothing there would change. */
function numbersOf(
  admin: Admin,
  { ran, label }: { ran: Ran<ActionResult>; label: string },
): Pick<PlanPage, 'button' | 'sentence'> {
  const changed = changedIn(admin, ran)
  const refused = ran.refusals.reduce((sum, { rows }) => sum + rows.length, 0)
  return {
    button: words.run(label, rowsOf(admin, changed === 0 ? ran.chosen : changed)),
    sentence: words.actionSentence({ changed, unchanged: ran.chosen - changed, refused }),
  }
}

interface Asking {
  name: string
  selection: Selection
  form: PostedForm
  errors: Record<string, string>
  notice: string | null
}

async function formAnswer(
  ctx: AdminContext,
  admin: Admin,
  { name, selection, form, errors, notice }: Asking,
): Promise<ActionAnswer> {
  const action = declaredAction(admin, name)
  const fields = actionFields(admin, action)
  const isSent = form.get('~step') === 'review'
  const values = Object.fromEntries(
    fields.map((field) => [field.name, withLineFeeds(form.get(field.name) ?? '') || null]),
  )
  const columns = fields.flatMap((field) => ('column' in field ? [field.column] : []))
  const labels = await linkedLabels(ctx, { columns, values })
  const draw = (field: (typeof fields)[number]): BulkFormField => {
    const value = values[field.name] ?? null
    const plain = (meta: FieldMeta, shown: string | null, text: string | null): BulkFormField => ({
      meta,
      operations: [],
      operation: '',
      value: shown,
      text,
    })
    if ('property' in field) return plain(field.property.meta, isSent ? value : field.property.initial, null)
    const { column } = field
    const input = { column, mode: 'add' as const, writable: new Set([column]), record: null, values, labels }
    return plain(fieldOf(ctx, admin, input).meta, value, labels[column.key] ?? null)
  }
  const isAsked = action.danger === true || selection.kind === 'all'
  const rows = action.on === 'table' ? '' : chosenRowsText(admin, selection)
  return {
    kind: 'form',
    notice,
    page: {
      title: words.run(action.label, rows).trim(),
      fields: fields.map(draw),
      errors: { ...errors },
      button: isAsked ? words.review : action.label,
    },
  }
}
