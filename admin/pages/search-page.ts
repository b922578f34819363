import { mayAct } from '../permissions/rows-allowed'
import { databaseFailure, translateReadError } from '../postgres/errors'
import { findRows, type FoundRows } from '../query/find-rows'
import { searchFields } from '../query/search-where'
import { estimatedRows, loadStatistics } from '../query/statistics'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { shellOf } from './index-page'
import { recentEntries } from './recent-entries'
import { openViews } from './saved-views'
import type { FoundGroup, FoundLink, SearchPage } from './shapes/search'

const mostRows = 5
const mostRecent = 8
const mostLinks = 8
const longestText = 200
/** For one query of one table. */
const timeoutMs = 400
/** After this, no further table is searched. */
const mostMs = 2_000
const atOnce = 3

/**
 * What a text finds everywhere: tables and pages by name, and rows of all tables that the actor may view, small tables first. Rows
 * whose key or unique value is the text come first. Each table is searched for a limited time; those that take longer, or whose turn
 * does not come, are named with the address of their own search. Without a text, the rows that the actor used last.
 */
export async function searchPage(ctx: AdminContext, given: string): Promise<SearchPage> {
  const text = given.replaceAll('\0', '').slice(0, longestText).trim()
  if (text === '') return { text, links: [], groups: [], recent: await recentRows(ctx), unsearched: [] }
  await loadStatistics(ctx)
  const found = await searchTables(ctx, text)
  const groups = found.flatMap(({ admin, rows }) =>
    rows && rows.rows.length > 0 ? [groupOf(ctx, admin, { rows, text })] : [],
  )
  const isExact = (group: FoundGroup) => group.rows.some(({ exact }) => exact)
  return {
    text,
    links: [...linksNamed(ctx, text), ...(await viewsNamed(ctx, text))],
    groups: [...groups.filter(isExact), ...groups.filter((group) => !isExact(group))],
    recent: [],
    unsearched: found.flatMap(({ admin, rows }) =>
      rows === null || rows.cut ? [{ label: admin.plural, href: listHref(ctx, admin, text) }] : [],
    ),
  }
}

const listHref = (ctx: AdminContext, admin: Admin, text: string) => withQuery(adminPath(ctx, admin), [['q', text]])

function groupOf(ctx: AdminContext, admin: Admin, { rows, text }: { rows: FoundRows; text: string }): FoundGroup {
  return {
    label: admin.plural,
    allHref: rows.more ? listHref(ctx, admin, text) : null,
    rows: rows.rows.map(({ key, label, detail, exact }) => ({
      label,
      detail: detail ?? '',
      href: `${adminPath(ctx, admin)}/${key}`,
      exact,
    })),
  }
}

interface Searched {
  admin: Admin
  /** Null if its turn did not come, or if it cannot be read. */
  rows: FoundRows | null
}

/** In the order of the navigation. */
async function searchTables(ctx: AdminContext, text: string): Promise<Searched[]> {
  const searched = ctx.site.admins
    // What a join table ties is found by itself.
    .filter(({ table }) => !table.joinTable)
    .filter((admin) => admin.table.key.length > 0 && mayAct(ctx, admin, 'view') && searchFields(ctx, admin).length > 0)
    .map((admin): Searched => ({ admin, rows: null }))
  const size = ({ admin }: Searched) => estimatedRows(ctx, admin.table) ?? Infinity
  const waiting = searched.toSorted((a, b) => size(a) - size(b))
  const end = Date.now() + mostMs
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && Date.now() < end; next = waiting.shift())
      next.rows = await rowsOf(ctx, next.admin, text)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return searched
}

/** Null for a table that cannot be read now, such as one that is not migrated yet: the others are shown. */
async function rowsOf(ctx: AdminContext, admin: Admin, text: string): Promise<FoundRows | null> {
  try {
    return await findRows(ctx, admin, { text, limit: mostRows, timeoutMs })
  } catch (error) {
    const failure = databaseFailure(error)
    // If the database is away, no table can be read.
    if (!failure || translateReadError(error)?.code === 'UNAVAILABLE') throw error
    return null
  }
}

const wordsOf = (text: string) => text.toLowerCase().split(/\s+/u)

/** Whether a name contains each word of a text. */
function matching(text: string): (name: string) => boolean {
  const words = wordsOf(text)
  return (name) => words.every((word) => name.toLowerCase().includes(word))
}

/** Tables and pages whose name contains each word. */
function linksNamed(ctx: AdminContext, text: string): FoundLink[] {
  const { groups, system } = shellOf(ctx, { environment: null })
  const all = [...groups.flatMap(({ tables }) => tables), ...system]
  const [first = ''] = wordsOf(text)
  const begins = ({ label }: FoundLink) => label.toLowerCase().startsWith(first)
  const isNamed = matching(text)
  return all
    .filter(({ label }) => isNamed(label))
    .toSorted((a, b) => Number(begins(b)) - Number(begins(a)) || a.label.length - b.label.length)
    .slice(0, mostLinks)
    .map(({ label, href }) => ({ label, href }))
}

/** Views whose name contains each word. */
async function viewsNamed(ctx: AdminContext, text: string): Promise<FoundLink[]> {
  const found = await openViews(ctx, matching(text))
  return found.slice(0, mostLinks).map(({ name, href, table }) => ({ label: `${name} · ${table}`, href }))
}

async function recentRows(ctx: AdminContext): Promise<SearchPage['recent']> {
  const entries = await recentEntries(ctx, 3 * mostRecent)
  const rows = new Map(
    entries.flatMap(({ href, record, table }) =>
      href === null ? [] : [[href, { label: record, detail: table, href }]],
    ),
  )
  return [...rows.values()].slice(0, mostRecent)
}
