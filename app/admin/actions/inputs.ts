import { z } from 'zod'

/**
 * The arguments of server actions. Types are not checked at run time: any client may send any JSON to any action, so
 * each argument is parsed before it is used.
 */
export const tableInput = z.string().max(400).catch('')

export const rowInput = z
  .object({ table: z.string().max(400), key: z.string().max(4_000) })
  .catch({ table: '', key: '' })

export const newOrRowInput = z
  .object({ table: z.string().max(400), key: z.string().max(4_000).nullable() })
  .catch({ table: '', key: null })

export const idInput = z.string().max(100).catch('')

export const queryInput = z.string().max(8_000).catch('')

export const restoreInput = z
  .object({ table: z.string().max(400), ids: z.array(z.string().max(20)).max(1_000) })
  .catch({ table: '', ids: [] })

export const putBackInput = z
  .object({
    table: z.string().max(400),
    key: z.string().max(4_000),
    id: z.string().max(20),
    columns: z.array(z.string().max(400)).max(2_000),
  })
  .catch({ table: '', key: '', id: '', columns: [] })

export const granteeInput = z
  .object({ kind: z.enum(['user', 'group']), id: z.string().max(100) })
  .catch({ kind: 'user', id: '' })

/** Null means the last migration. An invalid name becomes one that no migration has. */
export const migrationTargetInput = z.string().max(400).nullable().catch('')

/** Where a page of accounts was opened; an invalid word counts as the public side. */
export const sideInput = z.enum(['admin', 'site']).catch('site')

/** What a new account comes from. */
export const joiningInput = z.enum(['registration', 'invitation']).catch('invitation')

/** How somebody gets into a new account. */
export const entryInput = z.enum(['invitation', 'password', 'none']).catch('password')

/** The text of an input; empty if it is absent, repeated as a file, or too long to be meant. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === 'string' && value.length <= 10_000 ? value : ''
}

/** A posted form; anything else counts as an empty one. */
export function formInput(data: unknown): FormData {
  return data instanceof FormData ? data : new FormData()
}

/** The id of a passkey; null for the authenticator app. What is none is no passkey's id. */
export const passkeyInput = z.string().max(2_000).nullable().catch('')
export const ownPasskeyInput = z.object({ side: sideInput, passkey: passkeyInput }).catch({ side: 'site', passkey: '' })

/** A side, and the page to open afterwards, which the caller checks. */
export const placeInput = z
  .object({ side: sideInput, next: z.string().max(8_000).catch('') })
  .catch({ side: 'site', next: '' })
