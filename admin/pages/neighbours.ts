import { AdminError } from '../errors'
import { isBlank } from '../fields/blank-text'
import { mayAct } from '../permissions/rows-allowed'
import { isBadValue, translateReadError } from '../postgres/errors'
import { numberFormat } from '../query/count-rows'
import type { ListField } from '../query/list-field'
import { parseFilters } from '../query/filters/parse-filters'
import type { ReadRow } from '../query/list-rows'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import { blockFields, neighbourCountLimit, readNeighbours, type BlockFields } from '../query/neighbour-rows'
import { rowLabel } from '../query/label-sql'
import { loadStatistics } from '../query/statistics'
import { isCheap, waysSeen } from '../query/ways-seen'
import { escapeName } from '../schema/keys'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import { declaredNeighbours } from '../site/declared-ways'
import type { ShownWay, WayIn } from '../site/ways-in'
import { formName } from '../write/form-values'
import { inlinesOf } from '../write/inlines/inline'
import { lastChanges } from './history-page'
import { manyInForm } from '../write/many/many-in-form'
import { manyBesideField } from './many-fields'
import { cellsOf, drawnAs } from './row-cells'
import { unindexedNotice } from './unindexed'
import type {
  NeighbourAnswer,
  NeighbourBlock,
  NeighbourLink,
  NeighbourRow,
  RecordNeighbours,
} from './shapes/neighbours'
import * as neighboursWords from '../words/neighbours'
import * as countWords from '../words/counts'

/** The number of blocks that are loaded without being requested. */
const mostBlocks = 24
const rowsPerBlock = 5
const changesShown = 3

type Seen = Pick<LoadedRecord, 'key' | 'values' | 'may'>

/** The ways in to a record, as links; null if they are disabled. Runs no query. */
export function recordNeighbours(ctx: AdminContext, admin: Admin, record: Seen): RecordNeighbours | null {
  if (declaredNeighbours(admin, { actor: ctx.actor, record: record.values }) === false) return null
  const ways = waysBeside(ctx, admin, record.values)
  return {
    fetchHref: `${apiPath(ctx, `neighbours/${adminSlug(admin)}`)}/${record.key}`,
    links: ways.map((way) => linkOf(ctx, admin, { way, record })),
  }
}

/** Rows that the form itself has, as an inline or as a field, are shown beside it only where that is declared. */
function waysBeside(ctx: AdminContext, admin: Admin, values: LoadedRecord['values']): ShownWay[] {
  const inlines = inlinesOf(ctx, admin, values)
  const isInline = ({ child, columns }: WayIn) =>
    inlines.some(
      ({ admin: other, link }) => other === child && link.columns.every((column) => columns.includes(column)),
    )
  const fields = new Set(manyInForm(ctx, admin, values).map(({ way }) => way.name))
  return waysSeen(ctx, admin, values).filter((way) => way.declared || !(isInline(way) || fields.has(way.name)))
}

interface Leading {
  way: ShownWay
  record: Seen
}

/** The record's values that the rows refer to; null if one is NULL, to which nothing can refer. */
function valuesOf({ way, record }: Leading): string[] | null {
  const values = way.parentColumns.map((column) => record.values[column.key] ?? null)
  return values.every((value) => value !== null) ? values : null
}

function linkOf(ctx: AdminContext, admin: Admin, { way, record }: Leading): NeighbourLink {
  const values = valuesOf({ way, record })
  const parameters = values && filterFor(ctx, way, values)
  const mayAdd = values !== null && mayAct(ctx, way.child, 'add')
  const back = `${adminPath(ctx, admin)}/${record.key}`
  const typed = way.columns.map((column, index) => [formName(column), values?.[index] ?? ''] as const)
  return {
    name: way.name,
    label: way.label,
    singular: (way.join?.otherAdmin ?? way.child).singular,
    href: parameters && withQuery(adminPath(ctx, way.child), parameters),
    addHref: mayAdd ? withQuery(`${adminPath(ctx, way.child)}/add`, [...typed, ['~back', back]]) : null,
  }
}

/** The list's filter for the referring rows; null if the list has no such filter. */
function filterFor(ctx: AdminContext, way: WayIn, values: readonly string[]): Parameters | null {
  try {
    const parameters = way.columns.map(
      (column, index) =>
        [`${escapeName(column.name)}.eq`, column.valueType.toExport(values[index] ?? '', column, ctx)] as const,
    )
    parseFilters(ctx, way.child, parameters)
    return parameters
  } catch {
    // A type without an equality operator, or whose own code failed on this value.
    return null
  }
}

/**
 * The rows that refer to a record, with one query per way in, in parallel, and the record's last changes.
 *
 * @param request.ways Only these, by name, including those that are loaded only on request.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND` as the record's page does.
 */
export async function neighbourBlocks(
  ctx: AdminContext,
  admin: Admin,
  { key, ways: names = null }: { key: string; ways?: readonly string[] | null },
): Promise<NeighbourAnswer> {
  const [record] = await Promise.all([loadRecord(ctx, admin, { key }), loadStatistics(ctx)])
  const seen = waysBeside(ctx, admin, record.values)
  const wanted = names === null ? seen : names.flatMap((name) => seen.filter((way) => way.name === name))
  const read = names === null ? unasked(ctx, wanted) : new Set(wanted)
  const blocks = [...new Set(wanted)].map((way) =>
    read.has(way) ? blockOf(ctx, admin, { way, record }) : waiting(ctx, admin, { way, record }),
  )
  const [changes, ...found] = await Promise.all([
    names === null ? lastChanges(ctx, admin, { record, limit: changesShown }) : [],
    ...blocks,
  ])
  return { blocks: found, changes }
}

/** The ways in whose rows are loaded without being requested: the cheap ones, declared ones first. */
function unasked(ctx: AdminContext, ways: readonly ShownWay[]): ReadonlySet<ShownWay> {
  const cheap = ways.filter((way) => isCheap(ctx, way))
  return new Set(cheap.toSorted((a, b) => Number(b.declared) - Number(a.declared)).slice(0, mostBlocks))
}

const nothingRead = {
  count: null,
  exact: null,
  words: null,
  columns: [],
  rows: [],
  notice: null,
  waits: false,
  field: null,
}

function waiting(ctx: AdminContext, admin: Admin, { way, record }: Leading): NeighbourBlock {
  return {
    ...linkOf(ctx, admin, { way, record }),
    ...nothingRead,
    waits: true,
    notice: isCheap(ctx, way) ? null : unindexedNotice(ctx, way, neighboursWords.notCounted),
  }
}

async function blockOf(ctx: AdminContext, admin: Admin, { way, record }: Leading): Promise<NeighbourBlock> {
  const link = linkOf(ctx, admin, { way, record })
  const values = valuesOf({ way, record })
  const fields = blockFields(ctx, way)
  const empty = { ...link, ...nothingRead, count: '0', exact: 0 }
  if (values === null) return empty
  try {
    const all = [...fields.naming, ...fields.shown]
    const limit = way.limit ?? rowsPerBlock
    const [{ rows, count, tooSlow }, field] = await Promise.all([
      readNeighbours(ctx, { way, values, fields: all, limit }),
      way.shown === null ? manyBesideField(ctx, admin, { way, record }) : null,
    ])
    const isExact = count <= neighbourCountLimit
    const format = numberFormat(ctx.locale)
    const words = isExact ? format.format(count) : countWords.moreThan(format.format(neighbourCountLimit))
    return {
      ...link,
      count: words,
      exact: isExact ? count : null,
      words: count === 0 ? null : `${words} ${count === 1 ? wordFor(way) : inSentence(way.label)}`,
      columns: fields.shown.map(columnOf),
      rows: rows.map((row) => rowOf(ctx, { way, fields, row, listHref: link.href })),
      notice: tooSlow ? neighboursWords.stopped : null,
      waits: false,
      field,
    }
  } catch (error) {
    if (isBadValue(error)) return empty
    // If one block fails, the others are still shown.
    const known = error instanceof AdminError ? error : translateReadError(error)
    if (!known) console.error(`brolly: reading ${way.child.path} beside a record of ${admin.path} failed`, error)
    return { ...link, ...nothingRead, notice: known?.message ?? neighboursWords.unreadable }
  }
}

/** "order", "order as payer" */
function wordFor({ child, join, label }: WayIn): string {
  const { plural, singular } = join?.otherAdmin ?? child
  return label.startsWith(plural) ? `${singular}${label.slice(plural.length)}` : singular
}

function columnOf(field: ListField): NeighbourBlock['columns'][number] {
  return { label: field.label, ...drawnAs(field) }
}

interface Row {
  way: ShownWay
  fields: BlockFields
  row: ReadRow
  listHref: string | null
}

function rowOf(ctx: AdminContext, { way, fields, row, listHref }: Row): NeighbourRow {
  const all = [...fields.naming, ...fields.shown]
  const [, , ...cells] = cellsOf(ctx, all, row)
  const names = cells.slice(0, fields.naming.length)
  const texts = names.flatMap((cell) => (cell === null ? [] : typeof cell === 'string' ? [cell] : [cell[0]]))
  const named = texts.length > 0 && !texts.every(isBlank) ? texts.join(' · ') : null
  const query = listHref?.split('?')[1] ?? ''
  const list = query === '' ? '' : `list=${encodeURIComponent(query)}`
  const own = row.key === '' ? null : withQuery(`${adminPath(ctx, way.child)}/${row.key}`, list)
  const [first] = names
  const other = way.join && Array.isArray(first) && first[1] !== '' ? String(first[1]) : null
  return {
    href: other ?? own,
    label: named ?? (fields.nameless ? rowLabel(null, way.child.table, row.keyParts) : row.label),
    cells: cells.slice(fields.naming.length),
  }
}
