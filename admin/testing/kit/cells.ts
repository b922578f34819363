import { AdminError, cellPage, postCell, postRows, refusedCell, rowProblems } from '@/admin/server'
import type { CellPage, CellState, RowProblem } from '../../pages/shapes/cells'
import type { AdminContext } from '../../site/context'
import { adminOf } from './site-test'

/** The list in which the cells of the tests are. */
export const cellList = 'q=Engines&columns=title,copies,status,is_rare,title_length,changed_by'
/** Opens a cell of a book. */
export const openCell = (ctx: AdminContext, column: string, key = '1') =>
  cellPage(ctx, adminOf(ctx, 'books'), { key, column })

/** What the browser posts for a cell that was opened. */
export const typedCell = ({ field, version, base, token }: CellPage, text: string | null): [string, string][] => [
  ['~column', field.meta.name],
  ['~list', cellList],
  ['~version', version],
  ['~base', base],
  ['~token', token],
  ...(text === null ? [] : [[field.meta.name, text] as [string, string]]),
]
/** Posts a cell of a book. */
export const postOne = (ctx: AdminContext, entries: [string, string][], key = '1') =>
  postCell(ctx, adminOf(ctx, 'books'), { key, entries })
/** What a browser shows at a cell that was not saved. */
export const refused = async (saving: Promise<unknown>): Promise<CellState> =>
  saving.then(
    () => Promise.reject(new Error('It was saved.')),
    (error: unknown) => refusedCell(error, error instanceof AdminError ? error.message : 'failed'),
  )

/** The inputs of several rows, as the browser posts them. */
export async function inputsOf(
  ctx: AdminContext,
  column: string,
  values: Record<string, string>,
): Promise<[string, string][]> {
  const rows = Object.entries(values).map(async ([key, text]): Promise<[string, string][]> => {
    const { version, base } = await openCell(ctx, column, key)
    return [
      [`${key}.~version`, version],
      [`${key}.~base`, base],
      [`${key}.${column}`, text],
    ]
  })
  return [['~list', cellList], ...(await Promise.all(rows)).flat()]
}
/** Posts the inputs of several books. */
export const postAll = (ctx: AdminContext, entries: [string, string][]) => postRows(ctx, adminOf(ctx, 'books'), entries)
interface Refused {
  message: string
  rows: Record<string, RowProblem>
}
/** What a browser shows if they were not saved. */
export const problems = async (ctx: AdminContext, entries: [string, string][]) =>
  postAll(ctx, entries).then(
    (): Refused => ({ message: 'saved', rows: {} }),
    (error: unknown): Refused => ({ message: error instanceof Error ? error.message : '', rows: rowProblems(error) }),
  )
