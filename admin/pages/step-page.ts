import { AdminError } from '../errors'
import { translateReadError } from '../postgres/errors'
import { listStep, type Step } from '../query/list-step'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/list'
import type { Notice } from './shapes/forms'

/** The target of a step in the list: the adjacent row, or the same record with the reason if there is none. */
export interface StepAnswer {
  href: string
  notice: Notice | null
}

/**
 * A step from a record to the next or previous row of the list that it was opened from.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND` as the record's page does.
 */
export async function stepPage(
  ctx: AdminContext,
  admin: Admin,
  { key, list, step }: { key: string; list: string; step: Step },
): Promise<StepAnswer> {
  const hrefOf = (shown: string) =>
    withQuery(`${adminPath(ctx, admin)}/${shown}`, list === '' ? '' : `list=${encodeURIComponent(list)}`)
  try {
    const found = await listStep(ctx, admin, { key, list, step })
    if (found !== null) return { href: hrefOf(found), notice: null }
    return { href: hrefOf(key), notice: { text: step === 'next' ? words.lastRow : words.firstRow, tone: 'warning' } }
  } catch (error) {
    const known = error instanceof AdminError ? error : translateReadError(error)
    if (!known || known.code === 'FORBIDDEN' || known.code === 'NOT_FOUND') throw error
    return { href: hrefOf(key), notice: { text: known.message, tone: 'danger' } }
  }
}
