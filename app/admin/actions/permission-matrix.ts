'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { reviewMatrix, saveMatrix, withNeeded } from '@/admin/server'
import type { MatrixState } from '@/components/admin/permission-matrix'
import * as words from '@/components/words/permissions'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { confirmHref } from './confirm-href'
import { formInput } from './inputs'

export async function setPermissionMatrix(_: MatrixState, posted: FormData): Promise<MatrixState> {
  const data = formInput(posted)
  const texts = (name: string) => data.getAll(name).filter((value) => typeof value === 'string')
  const matrix = { groupIds: texts('groups'), granted: texts('grants'), bases: texts('bases') }
  const step = texts('~step')[0]
  const path = `${basePath}/-/permissions`
  let saved: number
  try {
    const ctx = await actionContext(path)
    const review = await reviewMatrix(ctx, matrix)
    if (step === 'edit') return { notice: null, posted: matrix, review: null }
    if (review.groups.length === 0) return { notice: words.nothingChanged, posted: null, review: null }
    if (step === 'needed') {
      const completed = withNeeded(matrix, review)
      return {
        notice: null,
        posted: { ...matrix, granted: [...completed.granted] },
        review: await reviewMatrix(ctx, completed),
      }
    }
    if (step !== 'save') return { notice: null, posted: matrix, review }
    saved = await saveMatrix(ctx, matrix)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const href = confirmHref(error, path)
    return { notice: messageFor(error), confirmHref: href, posted: href === null ? null : matrix, review: null }
  }
  await setFlash({ text: words.savedGroups(saved) })
  redirect(path)
}
