'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { adminPath, deletePage, deleteRecords, runAction, type Selection } from '@/admin/server'
import type { ListFormState } from '@/admin/client'
import { findAdmin } from '../find-admin'
import { setFlash } from '../flash'
import { queryParameters, withQuery } from '../parameters'
import { actionContext, told } from './action-context'
import { formInput, tableInput } from './inputs'

/** What is done with the rows ticked in a list: a declared action, or a delete, which is first shown and then done. */
export async function runListAction(target: string, _: ListFormState, posted: FormData): Promise<ListFormState> {
  const table = tableInput.parse(target)
  const data = formInput(posted)
  const list = text(data, '~list')
  const name = text(data, '~action')
  const keys = data.getAll('key').filter((key) => typeof key === 'string')
  const all = text(data, '~all') === '1'
  try {
    const ctx = await actionContext(`/admin/${table}`)
    const admin = findAdmin(ctx, table)
    const selection: Selection = all ? { kind: 'all', parameters: placeless(list) } : { kind: 'keys', keys }
    if (!all && keys.length === 0) return { notice: 'No rows are chosen.', confirm: null }
    if (name === '') return { notice: 'No action is chosen.', confirm: null }
    const total = text(data, '~total')
    if (name === 'delete' && total === '')
      return {
        notice: null,
        confirm: { page: await deletePage(ctx, admin, selection), keys: all ? [] : keys, all, list },
      }
    const href = withQuery(adminPath(admin), list)
    if (name === 'delete') {
      const { rows } = await deleteRecords(ctx, admin, { selection, agreed: Number(total) })
      await setFlash({ text: rows === 1 ? '1 row deleted.' : `${rows} rows deleted.` })
    } else await setFlash({ text: await runAction(ctx, admin, { name, selection }) })
    redirect(href)
  } catch (error) {
    unstable_rethrow(error)
    return { notice: told(error), confirm: null }
  }
}

function text(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}

/** All that match: on whatever page they are. */
function placeless(list: string) {
  return queryParameters(list).filter(([name]) => !['page', 'after', 'before'].includes(name))
}
