'use server'

import { unstable_rethrow } from 'next/navigation'
import { fillPage, postCell, postRows, refusedCell, rowProblems } from '@/admin/server'
import type { CellState, FillState } from '@/admin/client'
import { findAdmin } from '../find-admin'
import { messageFor } from '../faults'
import { dialogContext } from './action-context'
import { formInput, rowInput, tableInput } from './inputs'

/** Saves one cell of a list, which stays as it is around it. */
export async function saveCell(target: { table: string; key: string }, posted: FormData): Promise<CellState> {
  const { table, key } = rowInput.parse(target)
  const entries = [...formInput(posted)]
  try {
    const ctx = await dialogContext()
    return await postCell(ctx, findAdmin(ctx, table), { key, entries })
  } catch (error) {
    unstable_rethrow(error)
    return refusedCell(error, messageFor(error))
  }
}

/** Says what pasted lines would do, or with `~agreed` saves them. */
export async function fillCells(target: string, posted: FormData): Promise<FillState> {
  const table = tableInput.parse(target)
  const entries = [...formInput(posted)]
  const agreed = entries.some(([name]) => name === '~agreed')
  try {
    const ctx = await dialogContext()
    const admin = findAdmin(ctx, table)
    const done = { error: null, rows: {} }
    if (agreed) return { ...done, saved: await postRows(ctx, admin, entries), fill: null }
    return { ...done, saved: null, fill: await fillPage(ctx, admin, entries) }
  } catch (error) {
    unstable_rethrow(error)
    return { saved: null, fill: null, error: messageFor(error), rows: rowProblems(error) }
  }
}
