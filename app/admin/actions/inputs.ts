import { z } from 'zod'

/**
 * What actions are called with. The compiler's word ends at the network: anybody may send any JSON to any action, so each
 * argument is parsed before it is used.
 */
export const tableInput = z.string().max(400).catch('')

export const rowInput = z
  .object({ table: z.string().max(400), key: z.string().max(4_000) })
  .catch({ table: '', key: '' })

export const newOrRowInput = z
  .object({ table: z.string().max(400), key: z.string().max(4_000).nullable() })
  .catch({ table: '', key: null })

export const idInput = z.string().max(100).catch('')

export const holderInput = z
  .object({ kind: z.enum(['user', 'group']), id: z.string().max(100) })
  .catch({ kind: 'user', id: '' })

/** Null is all the way forward; what cannot be a name is one that no migration has. */
export const migrationTargetInput = z.string().max(400).nullable().catch('')

/** A posted form; anything else is taken for an empty one. */
export function formInput(data: unknown): FormData {
  return data instanceof FormData ? data : new FormData()
}
