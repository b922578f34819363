import 'server-only'
import { headers } from 'next/headers'
import { redirect, unstable_rethrow } from 'next/navigation'
import site from '@/admin.config'
import {
  type AdminContext,
  AdminError,
  formAdmin,
  limited,
  openSchemaForm,
  openTableForm,
  postSchemaForm,
  postTableForm,
  publicActor,
  refusedRecord,
  safePath,
  type SchemaForm,
  type TableForm,
} from '@/admin/server'
import type { FormPage, PublicFormState } from '@/admin/client'
import * as words from '@/components/words/public-forms'
import { db } from '@/db'
import { setRefusedStatus } from './admin/actions/action-context'
import { formInput } from './admin/actions/inputs'
import { formContext } from './admin/context'
import { messageFor } from './admin/faults'
import { currentUser } from './current-user'
import { requestClient } from './front-door/request-client'
import { requireUser } from './guards'

/**
 * Forms outside the admin: a page opens one and draws it with `PublicForm`, and its server action posts it. See `docs/forms.md`.
 */

type DeclaredForm = TableForm | SchemaForm

interface Row {
  /** The row to change, by its key as in URLs. Default: a row is added. Never take it from the form itself. */
  key?: string
}

const accepted: PublicFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }

/** A form as a page shows it. One with `as: 'user'` sends visitors who are not logged in to `/login`. */
export async function openForm(form: DeclaredForm, { key }: Row = {}): Promise<FormPage> {
  if (form.kind === 'schema') return openSchemaForm(form)
  return openTableForm(await contextOf(form), form, { key: key ?? null })
}

/** Does what a posted form asks for. Call it from the server action of the form, after any checks of your own. */
export async function postForm(form: DeclaredForm, data: FormData, { key }: Row = {}): Promise<PublicFormState> {
  const entries = [...formInput(data)]
  let ctx: AdminContext | null = null
  try {
    if (form.kind === 'table') ctx = await contextOf(form)
    const done = await inLimit(form, async () => {
      if (form.kind === 'schema') return postSchemaForm({ actor: await currentUser() }, form, entries)
      if (ctx === null) throw new AdminError('NOT_SIGNED_IN', words.logIn)
      await postTableForm(ctx, form, { key: key ?? null, entries })
      const { next, done: said } = form.options
      return next === undefined ? { done: said ?? words.saved } : { next }
    })
    if ('next' in done) redirect(safePath(done.next) ?? '/')
    return { ...accepted, done: done.done }
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return refusedRecord(error, {
      entries,
      message: messageFor(error),
      admin: form.kind === 'table' ? formAdmin(site, form) : undefined,
      ctx,
      scripted: (await headers()).has('next-action'),
    })
  }
}

const contextOf = async (form: TableForm): Promise<AdminContext> =>
  formContext(form.options.as === 'public' ? publicActor(site, form) : await requireUser())

/** Counts accepted posts of a client, of all instances, unless the form declares that they are not. */
async function inLimit<T>(form: DeclaredForm, work: () => Promise<T>): Promise<T> {
  const isLimited = form.options.limited ?? (form.kind === 'schema' || form.options.as === 'public')
  if (!isLimited) return work()
  return limited({ db, site, actor: null, client: requestClient() }, { what: 'form', account: null }, work)
}
