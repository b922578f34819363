import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { withLineFeeds } from '../fields/line-ends'
import { inFormZone } from '../write/form-zone'
import { postedForm, type Entries, type PostedForm } from '../write/form-values'
import { keysIn } from '../write/many/posted-many'
import { bulkFields, operationName, parseBulk, type BulkField } from '../write/plan/bulk-form'
import type { BulkEdit } from '../write/plan/bulk-edit'
import { lockChosen } from '../write/plan/chosen-rows'
import { editRows } from '../write/plan/edit-rows'
import { carryOut, rehearse, type Plan } from '../write/plan/plan'
import { Refusals } from '../write/plan/refusals'
import type { Selection } from '../write/selection'
import { linkedLabels } from './linked-labels'
import { chosenField } from './many-fields'
import { changedIn, planPage, rowsOf } from './plan-page'
import { fieldOf } from './record-fields'
import type { FieldMeta } from '../fields/field-meta'
import type { BulkFormField, BulkPage, PlanPage } from './shapes/plan'
import * as words from '../words/plan'

/** The value of `~action` that opens the bulk edit. No declared action has such a name. */
export const editAction = '~edit'

/** What a posted bulk edit leads to: its form, what it would do, or the message after it was done. */
export type BulkAnswer =
  | { kind: 'form'; page: BulkPage; notice: string | null }
  | { kind: 'plan'; page: PlanPage; notice: string | null }
  | { kind: 'done'; message: string; href: null }

/**
 * A step of a bulk edit: without values it shows the form, with `~step=review` what they would do, and with the seal of
 * that it does it.
 *
 * @throws {AdminError} `NOT_FOUND` if nothing of this table can be edited in bulk; as `carryOut` does.
 */
export async function postBulk(
  own: AdminContext,
  admin: Admin,
  { selection, entries }: { selection: Selection; entries: Entries },
): Promise<BulkAnswer> {
  const ctx = inFormZone(own, entries)
  const fields = bulkFields(ctx, admin)
  if (fields.length === 0) throw new AdminError('NOT_FOUND', words.notOffered)
  const form = postedForm(entries)
  const again = (errors: Record<string, string>, notice: string | null) =>
    formAnswer(ctx, admin, { fields, form, selection, errors, notice })
  if (form.get('~step') !== 'review') return again({}, null)
  const { edit, errors } = parseBulk(ctx, admin, { fields, form })
  if (Object.keys(errors).length > 0) return again(errors, null)
  if (edit.columns.length + edit.relations.length === 0) return again({}, words.nothingToChange)
  const plan = { ...editPlan(admin, { selection, edit }), token: form.get('~plan') }
  try {
    return await runPlan(ctx, plan, form.get('~seal'))
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    // The form, with what is wrong at its input where that is known.
    if (error.code === 'INVALID' || error.code === 'TOO_LARGE') return again({ ...error.fields }, error.message)
    throw error
  }
}

async function runPlan(ctx: AdminContext, plan: Plan<null>, seal: string | undefined): Promise<BulkAnswer> {
  const { admin } = plan
  if (seal === undefined) return { kind: 'plan', page: await rehearsal(ctx, plan), notice: null }
  try {
    const ran = await carryOut(ctx, plan, seal)
    const changed = changedIn(admin, ran)
    const refused = ran.refusals.reduce((sum, { rows }) => sum + rows.length, 0)
    const message = changed === 0 && refused === 0 ? words.noneDone : words.done(rowsOf(admin, changed), refused)
    return { kind: 'done', message, href: null }
  } catch (error) {
    if (!(error instanceof AdminError) || error.code !== 'CONFLICT') throw error
    return { kind: 'plan', page: await rehearsal(ctx, plan), notice: error.message }
  }
}

async function rehearsal(ctx: AdminContext, plan: Plan<null>): Promise<PlanPage> {
  const ran = await rehearse(ctx, plan)
  return planPage(ctx, plan.admin, { ran, verb: words.changeVerb, danger: false, editable: true })
}

/** The plan of a bulk edit. */
export function editPlan(admin: Admin, { selection, edit }: { selection: Selection; edit: BulkEdit }): Plan<null> {
  return {
    admin,
    description: {
      kind: 'edit',
      selection,
      columns: edit.columns.map(({ column, operation, value }) => [column.name, operation, value]),
      relations: edit.relations.map(({ many, operation, keys }) => [many.name, operation, keys]),
    },
    edited: edit.columns.map(({ column }) => column),
    async work(tx) {
      const { rows, refusal, missing } = await lockChosen(tx, admin, {
        selection,
        allowed: rowsAllowed(tx, admin, { verb: 'change', alias: 't' }),
      })
      if (rows.length === 0 && refusal === null) throw new AdminError('INVALID', words.noneLeft)
      const refusals = new Refusals()
      const changed = await editRows(tx, admin, { rows, edit, refusals })
      const refused = refusals.all()
      const kept = refused.reduce((sum, found) => sum + found.rows.length, 0)
      return {
        chosen: rows.length + (refusal?.rows.length ?? 0),
        unchanged: rows.length - changed - kept,
        refusals: refusal ? [...refused, refusal] : refused,
        missing,
        result: null,
      }
    },
  }
}

/** "12 selected orders", "all orders that match" */
export function chosenRowsText({ singular, plural }: Admin, selection: Selection): string {
  return selection.kind === 'all'
    ? words.matchingRows(inSentence(plural))
    : words.selectedRows(new Set(selection.keys).size, inSentence(singular), inSentence(plural))
}

interface Again {
  fields: readonly BulkField[]
  form: PostedForm
  selection: Selection
  errors: Record<string, string>
  notice: string | null
}

async function formAnswer(
  ctx: AdminContext,
  admin: Admin,
  { fields, form, selection, errors, notice }: Again,
): Promise<BulkAnswer> {
  const columns = fields.flatMap((field) => ('column' in field ? [field.column] : []))
  const values = Object.fromEntries(fields.map(({ name }) => [name, withLineFeeds(form.get(name) ?? '') || null]))
  const labels = await linkedLabels(ctx, { columns, values })
  const shown = fields.filter((field) => !('column' in field) || mayViewColumn(ctx, admin, field.column))
  return {
    kind: 'form',
    notice,
    page: {
      title: words.edit(chosenRowsText(admin, selection)),
      // React sends plain objects only.
      errors: { ...errors },
      button: words.review,
      fields: await Promise.all(
        shown.map(async (field): Promise<BulkFormField> => {
          const operation = form.get(operationName(field.name)) ?? ''
          const operations = field.operations.map((value) => ({ value, label: words.operations[value] }))
          const value = values[field.name] ?? null
          if ('many' in field) {
            const { meta, text } = await chosenField(ctx, field.many, keysIn(value))
            return { meta, operations, operation, value, text }
          }
          const { column } = field
          const { meta } = fieldOf(ctx, admin, {
            column,
            mode: 'change',
            writable: new Set([column]),
            record: null,
            values,
            labels,
          })
          return { meta: bulkMeta(meta), operations, operation, value, text: labels[column.key] ?? null }
        }),
      ),
    },
  }
}

/** An empty input means that nothing was chosen: none is required, and a switch becomes a select. */
function bulkMeta(given: FieldMeta): FieldMeta {
  const { input: _, ...meta } = given
  return {
    ...meta,
    rules: { ...meta.rules, required: false },
    nullable: true,
    emptyIsValue: false,
    placeholder: '',
    ...(meta.rows === undefined ? {} : { rows: 2 }),
  }
}
