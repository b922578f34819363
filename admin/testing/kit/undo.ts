import type { Sql } from 'postgres'
import { addPage, changePage } from '../../pages/record-page'
import { deletePage } from '../../pages/delete-page'
import type { AdminContext } from '../../site/context'
import { deleteRecords } from '../../write/delete-records'
import { addRecord, changeRecord } from '../../write/save-record'
import { carryOutUndo, rehearseUndo, rowsOf, type Undo } from '../../write/undo/undo'
import { postOf } from './posts'
import { adminOf } from './site-test'

let requests = 0

export const somebodyElse = (ctx: AdminContext): AdminContext => ({
  ...ctx,
  actor: { ...ctx.actor, id: '00000000-0000-4000-8000-0000000000ff' },
})

/** A request of its own: everything that it changes is one change. */
export const request = (ctx: AdminContext): AdminContext => ({ ...ctx, requestId: `change-${++requests}` })

const tables = ['branches', 'authors', 'books', 'members', 'loans', 'tags', 'book_tags', 'notices']

/** Stands for all rows of all tables. */
export async function contents(client: Sql): Promise<string> {
  const parts = tables.map((table) => `select '${table}' || t::text as line from ${table} t`).join(' union all ')
  const [row] = await client.unsafe<{ all: string }[]>(
    `select string_agg(line, E'\n' order by line) as all from (${parts}) l`,
  )
  return row?.all ?? ''
}

/** Changes a row, and returns the request that did. */
export async function change(
  ctx: AdminContext,
  [path, key]: [string, string],
  typed: Record<string, string | null>,
): Promise<string> {
  const own = request(ctx)
  const page = await changePage(own, adminOf(own, path), { key, list: '' })
  await changeRecord(own, adminOf(own, path), { key, form: postOf(page, typed) })
  return own.requestId
}

export async function add(
  ctx: AdminContext,
  path: string,
  typed: Record<string, string | null>,
): Promise<[string, string]> {
  const own = request(ctx)
  const page = await addPage(own, adminOf(own, path), { list: '', prefill: [] })
  const { key } = await addRecord(own, adminOf(own, path), postOf(page, typed))
  return [own.requestId, key]
}

export async function remove(ctx: AdminContext, path: string, ...keys: string[]): Promise<string> {
  const own = request(ctx)
  const selection = { kind: 'keys', keys } as const
  const { total } = await deletePage(own, adminOf(own, path), selection)
  await deleteRecords(own, adminOf(own, path), { selection, agreed: total })
  return own.requestId
}

/** Looks at what undoing would do, and does it. @returns The outcome, and the request that can be undone in turn. */
export async function undo(ctx: AdminContext, requestId: string): Promise<Undo & { request: string }> {
  const own = request(ctx)
  const { seal } = await rehearseUndo(request(ctx), requestId)
  return { ...(await carryOutUndo(own, { source: requestId, seal })), request: own.requestId }
}

/** The same as if the change were too large to have all of it in memory. */
export async function undoInParts(ctx: AdminContext, requestId: string): Promise<Undo & { request: string }> {
  const own = request(ctx)
  const source = { id: requestId, rows: (tx: AdminContext) => rowsOf(tx, requestId), mostAtOnce: 0 }
  const { seal } = await rehearseUndo(request(ctx), source)
  return { ...(await carryOutUndo(own, { source, seal })), request: own.requestId }
}

export const brief = ({ steps, hidden }: Undo) => ({
  steps: steps.map(({ admin, key, kind, problem, left }) => ({
    row: `${admin.path} ${key}`,
    kind,
    problem,
    left: left.map(({ column, reason }) => `${column.name}: ${reason}`),
  })),
  hidden,
})
