import { AdminError } from '../errors'
import { eq } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { Chosen, ListDone, ListFormState, Notice, RecordActionState } from './shapes/forms'
import type { AdminContext } from '../site/context'
import { adminPath, queryParameters, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { deletePage } from './delete-page'
import { deleteRecords } from '../write/delete-records'
import { postedForm } from '../write/form-values'
import type { Entries } from '../write/form-values'
import type { Selection } from '../write/selection'
import { undoHref } from './undo-page'
import { actionPage } from './action-page'
import { duplicateAction, duplicateHref } from './duplicate'
import { declaredAction, runAction } from '../actions/run-action'
import * as words from '../words/actions'
import * as deleteWords from '../words/delete'

/**
 * Applies an action to the rows selected in a list: a declared action, or a delete. A delete, an action marked as
 * dangerous, and any action on all matching rows first show the number of rows, and run when that number comes back as
 * `~total`.
 *
 * @returns Where to go next, or the list again with a problem or a confirmation.
 * @throws {AdminError} as `runAction`, `deletePage` and `deleteRecords` do.
 */
export async function postList(ctx: AdminContext, admin: Admin, entries: Entries): Promise<ListDone | ListFormState> {
  const form = postedForm(entries)
  const chosen: Chosen = {
    action: form.get('~action') ?? '',
    keys: valuesOf(entries, 'key'),
    all: form.get('~all') === '1',
    except: valuesOf(entries, '~except'),
    list: form.get('~list') ?? '',
  }
  if (!chosen.all && chosen.keys.length === 0) return { notice: words.noRows, confirm: null }
  if (chosen.action === '') return { notice: words.noAction, confirm: null }
  if (chosen.action === duplicateAction) return duplicateOf(ctx, admin, chosen)
  const agreed = agreedTotal(form.get('~total'))
  if (agreed === undefined && mustAsk(admin, chosen)) return ask(ctx, admin, chosen)
  try {
    const text = await run(ctx, admin, { chosen, agreed })
    return { notice: { text, ...(await undoNotice(ctx)) }, href: withQuery(adminPath(ctx, admin), chosen.list) }
  } catch (error) {
    if (!(error instanceof AdminError) || error.code !== 'CONFLICT' || agreed === undefined) throw error
    // Shown again with the current number.
    return { ...(await ask(ctx, admin, chosen)), notice: error.message }
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
): Promise<Notice | RecordActionState> {
  const form = postedForm(entries)
  const name = form.get('~action') ?? ''
  const selection: Selection = { kind: 'keys', keys: [key] }
  const agreed = agreedTotal(form.get('~total'))
  if (agreed === undefined && declaredAction(admin, name).danger === true)
    return { notice: null, confirm: { action: name, page: await actionPage(ctx, admin, { name, selection }) } }
  const text = await runAction(ctx, admin, { name, selection, agreed })
  return { text, ...(await undoNotice(ctx)) }
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

function mustAsk(admin: Admin, { action, all }: Chosen): boolean {
  return action === 'delete' || all || declaredAction(admin, action).danger === true
}

async function ask(ctx: AdminContext, admin: Admin, chosen: Chosen): Promise<ListFormState> {
  const selection = selectionOf(chosen)
  if (chosen.action === 'delete')
    return { notice: null, confirm: { kind: 'delete', page: await deletePage(ctx, admin, selection), chosen } }
  const page = await actionPage(ctx, admin, { name: chosen.action, selection })
  return { notice: null, confirm: { kind: 'action', page, chosen } }
}

async function run(
  ctx: AdminContext,
  admin: Admin,
  { chosen, agreed }: { chosen: Chosen; agreed: number | undefined },
): Promise<string> {
  const selection = selectionOf(chosen)
  if (chosen.action !== 'delete') return runAction(ctx, admin, { name: chosen.action, selection, agreed })
  const { rows, kept } = await deleteRecords(ctx, admin, { selection, agreed: agreed ?? Number.NaN })
  const said = deleteWords.rowsDeleted(rows)
  return kept === 0 ? said : deleteWords.someKept(said, kept)
}

function selectionOf({ all, keys, except, list }: Chosen): Selection {
  return all ? { kind: 'all', parameters: withoutPosition(list), except } : { kind: 'keys', keys }
}

/** All matching rows, on whatever page they are. */
function withoutPosition(list: string) {
  return queryParameters(list).filter(([name]) => !['page', 'after', 'before'].includes(name))
}
