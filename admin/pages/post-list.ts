import { AdminError } from '../errors'
import { eq } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { Chosen, ListDone, ListFormState, Notice, RecordActionState } from './shapes/forms'
import type { AdminContext } from '../site/context'
import { adminPath, queryParameters, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { isRowInput, postRows, saveRowsAction } from './cells/post-rows'
import { deletePage } from './delete-page'
import { deleteRecords } from '../write/delete-records'
import { postedForm, type PostedForm } from '../write/form-values'
import { withJoinedMany } from '../write/many/posted-many'
import type { Entries } from '../write/form-values'
import type { Selection } from '../write/selection'
import { undoHref } from './undo-page'
import { postAction, type ActionAnswer } from './action-step'
import { editAction, postBulk, type BulkAnswer } from './bulk-page'
import { mergeAction, postMerge, type MergeAnswer } from './merge-page'
import { duplicateAction, duplicateHref } from './duplicate'
import * as words from '../words/actions'
import { mostMerged } from '../write/plan/merge'
import * as mergeWords from '../words/merge'
import * as deleteWords from '../words/delete'

/**
 * Applies an action to the rows selected in a list: a bulk edit, a declared action, or a delete. What must be agreed to
 * is shown first, and done when the seal of that comes back as `~seal` (for a delete, the number of rows as `~total`).
 * `~save` saves the inputs of the rows of the page instead.
 *
 * @returns Where to go next, or the list again with a problem, a form or a confirmation.
 * @throws {AdminError} as `postBulk`, `postAction`, `deletePage` and `deleteRecords` do.
 */
export async function postList(ctx: AdminContext, admin: Admin, entries: Entries): Promise<ListDone | ListFormState> {
  const posted = withJoinedMany(ctx, admin, entries)
  const form = postedForm(posted)
  const chosen: Chosen = {
    action: form.get('~action') ?? '',
    keys: valuesOf(entries, 'key'),
    all: form.get('~all') === '1',
    except: valuesOf(entries, '~except'),
    list: form.get('~list') ?? '',
    inputs: inputsOf(form),
  }
  if (chosen.action === saveRowsAction) {
    const { notice } = await postRows(ctx, admin, entries)
    return { notice, href: withQuery(adminPath(ctx, admin), chosen.list) }
  }
  const declared = admin.options.actions?.find(({ name }) => name === chosen.action)
  const takesRows = declared?.on !== 'table'
  if (takesRows && !chosen.all && chosen.keys.length === 0) return { notice: words.noRows, confirm: null }
  if (chosen.action === '') return { notice: words.noAction, confirm: null }
  if (chosen.action === duplicateAction) return duplicateOf(ctx, admin, chosen)
  if (chosen.action === 'delete' && !declared)
    return deleteChosen(ctx, admin, {
      chosen,
      agreed: agreedTotal(form.get('~total')),
      seal: form.get('~seal'),
    })
  if (chosen.action === mergeAction && chosen.all) return { notice: mergeWords.several(mostMerged), confirm: null }
  const selection: Selection = takesRows ? selectionOf(chosen) : { kind: 'keys', keys: [] }
  const answer = await stepOf(ctx, admin, { chosen, selection, entries: posted })
  if (answer.kind === 'done') {
    const ended = await done(ctx, admin, { text: answer.message, list: chosen.list })
    return { ...ended, href: answer.href ?? ended.href }
  }
  return confirming(ctx, answer, chosen)
}

interface Step {
  chosen: Chosen
  selection: Selection
  entries: Entries
}

function stepOf(ctx: AdminContext, admin: Admin, { chosen, selection, entries }: Step): Promise<Answer> {
  if (chosen.action === editAction) return postBulk(ctx, admin, { selection, entries })
  if (chosen.action === mergeAction) return postMerge(ctx, admin, { keys: chosen.keys, entries })
  return postAction(ctx, admin, { name: chosen.action, selection, entries })
}

type Answer = ActionAnswer | BulkAnswer | MergeAnswer

const inputsOf = (form: PostedForm): Chosen['inputs'] =>
  [...form].filter(([name]) => !own.has(name) && !isRowInput(name))

/** The names of a list's own inputs; all others are values that were typed for the chosen rows. */
const own = new Set(['~action', 'key', '~all', '~except', '~list', '~total', '~seal', '~step', '~then', '~plan'])

async function confirming(
  ctx: AdminContext,
  answer: Exclude<Answer, { kind: 'done' }>,
  chosen: Chosen,
): Promise<ListFormState> {
  if (answer.kind === 'result') return { notice: null, confirm: { ...(await resultOf(ctx, answer)), chosen } }
  const { notice, ...asked } = answer
  return { notice, confirm: { ...asked, chosen } }
}

async function resultOf(ctx: AdminContext, { page }: Extract<ActionAnswer, { kind: 'result' }>) {
  const { undoHref: href = null } = await undoNotice(ctx)
  return { kind: 'result' as const, page: { ...page, undoHref: href } }
}

async function done(
  ctx: AdminContext,
  admin: Admin,
  { text, list }: { text: string; list: string },
): Promise<ListDone> {
  return { notice: { text, ...(await undoNotice(ctx)) }, href: withQuery(adminPath(ctx, admin), list) }
}

interface Agreed {
  chosen: Chosen
  agreed: number | undefined
  seal: string | undefined
}

async function deleteChosen(
  ctx: AdminContext,
  admin: Admin,
  { chosen, agreed, seal }: Agreed,
): Promise<ListDone | ListFormState> {
  const selection = selectionOf(chosen)
  const ask = async (notice: string | null): Promise<ListFormState> => ({
    notice,
    confirm: { kind: 'delete', page: await deletePage(ctx, admin, selection), chosen },
  })
  if (agreed === undefined) return ask(null)
  try {
    const { rows, kept } = await deleteRecords(ctx, admin, { selection, agreed, seal })
    const said = deleteWords.rowsDeleted(rows)
    return await done(ctx, admin, { text: kept === 0 ? said : deleteWords.someKept(said, kept), list: chosen.list })
  } catch (error) {
    // Shown again with the current number.
    if (error instanceof AdminError && error.code === 'CONFLICT') return ask(error.message)
    throw error
  }
}

/**
 * Runs a declared action on one record, from its page.
 *
 * @returns The action's message, or what to confirm.
 * @throws {AdminError} as `runAction` does.
 */
export async function postRecordAction(
  ctx: AdminContext,
  admin: Admin,
  { key, entries }: { key: string; entries: Entries },
): Promise<(Notice & { nextHref?: string }) | RecordActionState> {
  const form = postedForm(entries)
  const name = form.get('~action') ?? ''
  const selection: Selection = { kind: 'keys', keys: [key] }
  const answer = await postAction(ctx, admin, { name, selection, entries })
  const inputs = inputsOf(form)
  if (answer.kind === 'form')
    return { notice: answer.notice, confirm: { kind: 'form', action: name, page: answer.page, inputs } }
  if (answer.kind === 'plan')
    return { notice: answer.notice, confirm: { kind: 'plan', action: name, page: answer.page, inputs } }
  if (answer.kind === 'result')
    return { notice: null, confirm: { ...(await resultOf(ctx, answer)), action: name, inputs } }
  return {
    text: answer.message,
    ...(answer.href === null ? {} : { nextHref: answer.href }),
    ...(await undoNotice(ctx)),
  }
}

/** The way back, if the request has changed anything. A declared action may do its work elsewhere. */
async function undoNotice(ctx: AdminContext): Promise<Pick<Notice, 'undoHref'>> {
  const [entry] = await ctx.db
    .select({ id: auditEntries.id })
    .from(auditEntries)
    .where(eq(auditEntries.requestId, ctx.requestId))
    .limit(1)
  return entry ? { undoHref: undoHref(ctx) } : {}
}

/** Leads to the form of a new row with the values of the selected one. */
function duplicateOf(
  ctx: AdminContext,
  admin: Admin,
  { keys: [key = '', ...others], all, list }: Chosen,
): ListFormState | ListDone {
  const href = duplicateHref(ctx, admin, { key, list })
  if (href === null) throw new AdminError('FORBIDDEN', words.mayNotDuplicate)
  return all || others.length > 0 ? { notice: words.duplicateOne, confirm: null } : { notice: null, href }
}

function valuesOf(entries: Entries, name: string): string[] {
  return entries.flatMap(([entryName, value]) => (entryName === name && typeof value === 'string' ? [value] : []))
}

function agreedTotal(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text)
}

function selectionOf({ all, keys, except, list }: Chosen): Selection {
  return all ? { kind: 'all', parameters: withoutPosition(list), except } : { kind: 'keys', keys }
}

/** All matching rows, on whatever page they are. */
function withoutPosition(list: string) {
  return queryParameters(list).filter(([name]) => !['page', 'after', 'before'].includes(name))
}
