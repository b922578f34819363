import {
  connectDatabase,
  deletePage,
  deleteRecords,
  operatorContext,
  postList,
  postUndo,
  undoPage,
  type AdminContext,
} from '@/admin/server'
import { type ActionOptions, defineAdmin, defineSite } from '@/admin'
import { recordingDatabase } from '../../debug/record-queries'
import { books, librarySchema } from '../../testing/kit/library'

/**
 * Carries out a change of many rows in a separate process, for tests that kill it. Once it is agreed to, it prints a line
 * for every statement that has ended.
 */
const [url = '', kind = ''] = process.argv.slice(2)
const client = connectDatabase(url, { max: 2, statementTimeoutMs: 60_000 })
let agreed = false
const db = recordingDatabase(client.sql, () => {
  if (agreed) console.log('statement')
})
const stockUp: ActionOptions<typeof books> = {
  name: 'stock-up',
  label: 'Stock up',
  danger: true,
  run: async ({ update }) => `${await update({ copies: 9 })} books stocked up.`,
}
const ctx: AdminContext = {
  ...operatorContext(
    db,
    defineSite({
      title: 'Library',
      schema: librarySchema,
      secret: 'library'.repeat(5),
      admins: [defineAdmin(books, { actions: [stockUp] })],
    }),
  ),
  requestId: `killed ${kind}`,
}
const path = kind === 'edit' || kind === 'action' ? 'books' : 'branches'
const admin = ctx.site.byPath(path)
if (!admin) throw new Error(`There is no table ${path}.`)

async function post(entries: [string, string][]): Promise<void> {
  if (!admin) return
  const answer = await postList(ctx, admin, entries)
  if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error(JSON.stringify(answer))
  agreed = true
  await postList(ctx, admin, [...entries, ['~seal', answer.confirm.page.seal]])
}

if (kind === 'edit')
  await post([
    ['~action', '~edit'],
    ['~all', '1'],
    ['~step', 'review'],
    ['~op.copies', 'add'],
    ['copies', '1'],
  ])
if (kind === 'action')
  await post([
    ['~action', 'stock-up'],
    ['~all', '1'],
  ])
if (kind === 'merge')
  await post([
    ['~action', '~merge'],
    ['key', '1'],
    ['key', '2'],
    ['~step', 'review'],
    ['~survivor', '2'],
  ])
if (kind === 'delete') {
  const selection = { kind: 'keys', keys: ['1'] } as const
  const { total, seal } = await deletePage(ctx, admin, selection)
  agreed = true
  await deleteRecords(ctx, admin, { selection, agreed: total, seal: seal ?? undefined })
}
if (kind === 'undo') {
  const { seal } = await undoPage(ctx, 'deleted')
  agreed = true
  await postUndo(ctx, { requestId: 'deleted', entries: [['~seal', seal]] })
}
await client.close()
