import { AdminError } from '../../errors'
import { changePage } from '../../pages/record-page'
import type { RecordPage } from '../../pages/shapes/record'
import { type AdminDeclaration, defineAdmin } from '../../site/admin'
import type { AdminContext } from '../../site/context'
import { defineInline } from '../../site/inline'
import { changeRecord, type Saved } from '../../write/save-record'
import { books, branches, loans } from './library'
import { postOf } from './posts'
import { adminOf } from './site-test'

/** A book with its loans. */
export const withLoans: AdminDeclaration[] = [defineAdmin(books, { form: { inlines: [defineInline(loans)] } })]

/** A branch with its books, and each of them with its loans. */
export const withBooks: AdminDeclaration[] = [
  defineAdmin(branches, {
    form: {
      inlines: [
        defineInline(books, {
          columns: ['title', 'isbn', 'copies', 'isRare', 'accessToken'],
          inlines: [defineInline(loans, { columns: ['copy', 'due'], pageSize: 3 })],
        }),
      ],
    },
  }),
]

/** What is typed, by the full names of inputs. */
export type Typed = Record<string, string | null>

export const openRecord = (ctx: AdminContext, path: string, key: string): Promise<RecordPage> =>
  changePage(ctx, adminOf(ctx, path), { key, list: '' })

/** Opens a record, types into its form, and saves it. */
export async function saveRecord(
  ctx: AdminContext,
  [path, key]: readonly [path: string, key: string],
  typed: Typed,
): Promise<Saved> {
  const form = postOf(await openRecord(ctx, path, key), typed)
  return changeRecord(ctx, adminOf(ctx, path), { key, form })
}

/** The error with which work is refused. */
export async function refusal(work: Promise<unknown>): Promise<AdminError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AdminError)) throw new Error('The work was not refused.', { cause: error })
  return error
}
