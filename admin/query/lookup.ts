import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { type Choices, choicesAllowed, type FieldLimits, fixedChoices } from '../permissions/choices-allowed'
import { mayViewColumn } from '../permissions/columns-allowed'
import { inputName } from '../schema/input-name'
import { escapeName, unescapeName } from '../schema/keys'
import type { ColumnModel, Link } from '../schema/model'
import { type LookupAnswer, type LookupOption, mostLookupPages } from '../fields/field-meta'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { liveSql } from '../site/soft-delete'
import { isBadValue } from '../postgres/errors'
import { withDetails } from './option-details'
import { recentChoices } from './recent-choices'
import { distinctValues, mayOfferValues } from './distinct-values'
import { keysWhere } from './keys-where'
import { labelSql, rowLabel } from './label-sql'
import { keyOfRow } from './row-key'
import { searchWhere } from './search-where'
import { loadStatistics } from './statistics'
import { columnSql, fromSql, rootRef, valueSql } from './table-ref'
import { orderSql, totalOrder, defaultSort, type OrderTerm } from './list-sort'
import * as words from '../words/rows'

const mostOptions = 20

/** The form in which a row is picked: its row, null while it is being added, and its values now, by property. */
export interface FormValuesNow {
  record: Readonly<Record<string, string | null>> | null
  values: Readonly<Record<string, string | null>>
}

export interface LookupRequest {
  /** The relation's column, by its escaped SQL name. */
  column: string
  search: string
  /** Instead of a search: the row that this value of the column refers to. */
  value?: string | undefined
  /** Instead of a search: the row with this key, as in URLs. */
  key?: string | undefined
  /** 1-based; twenty rows each. Default 1. */
  page?: number
  /** Values of the foreign key's other columns, by escaped SQL name: only rows that share them are offered. */
  siblings: ReadonlyMap<string, string>
  /** Default: a form to add a row, in which nothing is filled in. */
  form?: FormValuesNow
  /** Limits that the inline declares in which the row is picked. */
  limits?: FieldLimits | undefined
  /** For a filter, which has no form: limits that depend on one do not apply. */
  filter?: boolean
}

const cleaned = (search: string) => search.replaceAll('\0', '').slice(0, 200)

const refused = () => new AdminError('FORBIDDEN', words.mayNotSearch)

/**
 * The rows that a relation's input offers, or the values of a column that has few: at most twenty, searched by the
 * target's own search columns, under the actor's permissions and the declared limits.
 * @throws {AdminError} `FORBIDDEN`, whether the column is not a relation, is hidden, or has a target that may not be
 *   viewed.
 */
export async function lookup(ctx: AdminContext, admin: Admin, request: LookupRequest): Promise<LookupAnswer> {
  const { search, page = 1 } = request
  const column = admin.table.columns.find((candidate) => escapeName(candidate.name) === request.column)
  const link = column?.link
  await loadStatistics(ctx)
  const mayView = mayAct(ctx, admin, 'view')
  if (column && mayView && mayOfferValues(ctx, admin, column))
    return distinctValues(ctx, admin, { column, search: cleaned(search), page })
  const mayUse = mayView || mayAct(ctx, admin, 'add')
  if (!column || !link || !mayUse || !mayViewColumn(ctx, admin, column) || !mayPick(ctx, link)) throw refused()
  const asked: Asked = { ...request, column, link, choices: choicesFor(ctx, admin, { ...request, link }) }
  const [rows, recent] = await Promise.all([linkedRows(ctx, admin, asked), recentRows(ctx, admin, asked)])
  const first = recent.map((row) => ({ ...optionOf(ctx, admin, { asked, row }), recent: true as const }))
  const others = rows.slice(0, mostOptions).map((row) => optionOf(ctx, admin, { asked, row }))
  const options = [...first, ...others.filter(({ key }) => !first.some((option) => option.key === key))]
  return {
    more: rows.length > mostOptions,
    options: await withDetails(ctx, ctx.site.adminOf(link.target), options),
    ...(asked.choices && asked.choices.reads.size > 0 ? { follows: followedBy(admin, asked.choices) } : {}),
  }
}

/** The rows that the actor chose last, newest first, as far as they can be chosen here: before anything is typed. */
async function recentRows(ctx: AdminContext, admin: Admin, asked: Asked): Promise<OptionRow[]> {
  const { column, link, search, page = 1, filter } = asked
  if (filter || isNamed(asked) || page > 1 || cleaned(search) !== '' || link.columns.length > 1) return []
  const values = await recentChoices(ctx, admin, column)
  if (values.length === 0) return []
  try {
    const rows = await linkedRows(ctx, admin, { ...asked, among: values })
    const place = ({ v0 }: OptionRow) => values.indexOf(String(v0))
    return rows.toSorted((a, b) => place(a) - place(b))
  } catch (error) {
    // The column may have had another type when the value was saved.
    if (isBadValue(error)) return []
    throw error
  }
}

interface Asked extends Omit<LookupRequest, 'column'> {
  column: ColumnModel
  link: Link
  choices: Choices | null
  /** Only rows with one of these values. */
  among?: readonly string[]
}

function choicesFor(
  ctx: AdminContext,
  admin: Admin,
  {
    link,
    limits,
    form = { record: null, values: {} },
    filter = false,
  }: Pick<LookupRequest, 'form' | 'filter' | 'limits'> & { link: Link },
): Choices | null {
  const { alias } = rootRef(link.target)
  return filter
    ? fixedChoices(ctx, admin, { link, alias })
    : choicesAllowed(ctx, admin, { ...form, link, alias, limits })
}

/** The inputs that the choices depend on, by name. */
export const followedBy = ({ table }: Admin, { reads }: Choices): string[] =>
  table.columns.filter(({ key, secret }) => reads.has(key) && !secret).map(({ name }) => inputName(name))

type OptionRow = Record<string, string | boolean | null>

/** Whether one row is asked for, which was found or saved before. */
const isNamed = ({ value, key }: Pick<LookupRequest, 'value' | 'key'>) => value !== undefined || key !== undefined

async function linkedRows(ctx: AdminContext, admin: Admin, asked: Asked): Promise<OptionRow[]> {
  const { column, link, search, value, key: row, siblings, page = 1, choices, among } = asked
  const target = ctx.site.adminOf(link.target)
  const ref = rootRef(link.target)
  const allowed = rowsAllowed(ctx, target, { verb: 'view', alias: ref.alias })
  const conditions: SQL[] = [allowed.where]
  if (row !== undefined) conditions.push(sql`(${keysWhere(ctx, target, [row])})`)
  const found = isNamed(asked) ? undefined : searchWhere(ctx, target, cleaned(search))
  const typed = found ? keyTyped(ctx, { column, link }, cleaned(search)) : undefined
  if (found) conditions.push(typed ? sql`(${found} or ${typed})` : sql`(${found})`)
  // The name of a row that was chosen earlier is shown, whether or not it can be chosen now.
  if (choices && !isNamed(asked)) conditions.push(choices.where)
  if (!isNamed(asked)) conditions.push(liveSql(target, ref.alias))
  const [only] = link.targetColumns
  if (among && only)
    conditions.push(
      sql`${columnSql(ref, only)} in (${sql.join(
        among.map((given) => valueSql(given, only)),
        sql`, `,
      )})`,
    )
  link.columns.forEach((other, index) => {
    const targetColumn = link.targetColumns[index]
    const given = other === column ? value : siblings.get(inputName(other.name))
    if (!targetColumn || given === undefined || given === '' || !mayViewColumn(ctx, admin, other)) return
    const parsed = targetColumn.valueType.schema(targetColumn, ctx).safeParse(given)
    conditions.push(
      parsed.success ? sql`${columnSql(ref, targetColumn)} = ${valueSql(parsed.data, targetColumn)}` : sql`false`,
    )
  })
  const keys = link.target.key.map((key, index) => sql`${columnSql(ref, key)}::text as ${sql.identifier(`k${index}`)}`)
  const values = link.targetColumns.map(
    (targetColumn, index) => sql`${columnSql(ref, targetColumn)}::text as ${sql.identifier(`v${index}`)}`,
  )
  const first: OrderTerm[] = typed ? [{ expression: typed, castType: 'bool', descending: true, nullable: false }] : []
  const order = orderSql([...first, ...totalOrder(ctx, ref, defaultSort(ctx, target))], false)
  const fits = choices && isNamed(asked) ? [sql`${choices.where} as fits`] : []
  return ctx.db.execute<OptionRow>(
    sql`select ${sql.join([...keys, ...values, ...fits, sql`${labelSql(ctx, ref)} as label`], sql`, `)} from ${fromSql(ref)} where ${sql.join(conditions, sql` and `)}${order} limit ${mostOptions + 1} offset ${(page - 1) * mostOptions}`,
  )
}

function optionOf(
  ctx: AdminContext,
  admin: Admin,
  { asked: { column, link }, row }: { asked: Asked; row: OptionRow },
): LookupOption {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : '')
  const key = link.target.key.map((_, index) => text(`k${index}`))
  const others = link.columns.flatMap((other, index) =>
    other === column || !mayViewColumn(ctx, admin, other) ? [] : [[inputName(other.name), text(`v${index}`)] as const],
  )
  return {
    value: text(`v${link.columns.indexOf(column)}`),
    label: rowLabel(text('label') || null, link.target, key),
    key: keyOfRow(ctx, link.target, key),
    ...(others.length > 0 ? { siblings: Object.fromEntries(others) } : {}),
    ...('fits' in row && row.fits !== true ? { unavailable: true } : {}),
  }
}

/** The row whose key was typed, because some rows can only be identified by key. */
function keyTyped(
  ctx: AdminContext,
  { column, link }: { column: ColumnModel; link: Link },
  search: string,
): SQL | undefined {
  const targetColumn = link.targetColumns[link.columns.indexOf(column)]
  const typed = search.trim().replace(/^#/u, '')
  if (!targetColumn || typed === '') return undefined
  const parsed = targetColumn.valueType.schema(targetColumn, ctx).safeParse(typed)
  return parsed.success
    ? sql`${columnSql(rootRef(link.target), targetColumn)} = ${valueSql(parsed.data, targetColumn)}`
    : undefined
}

/**
 * Whether the target rows of a link can be offered: the actor may view them and the values that would be filled in, and
 * none of those is a secret. A key is part of every URL anyway.
 */
export function mayPick(ctx: AdminContext, { target, targetColumns }: Link): boolean {
  const admin = ctx.site.adminOf(target)
  return (
    mayAct(ctx, admin, 'view') &&
    targetColumns.every(
      (column) => !column.secret && (target.key.includes(column) || mayViewColumn(ctx, admin, column)),
    )
  )
}

/** The label of the row that a typed value refers to; null if the actor may not view one. */
export async function lookupLabel(ctx: AdminContext, column: ColumnModel, value: string): Promise<string | null> {
  const { link } = column
  const own = link?.columns.indexOf(column) ?? -1
  const targetColumn = link?.targetColumns[own]
  if (!link || !targetColumn || link.columns.length !== 1 || !mayPick(ctx, link)) return null
  const target = ctx.site.adminOf(link.target)
  const ref = rootRef(link.target)
  try {
    const allowed = rowsAllowed(ctx, target, { verb: 'view', alias: ref.alias })
    const parsed = targetColumn.valueType.schema(targetColumn, ctx).safeParse(value)
    if (!parsed.success) return null
    const [row] = await ctx.db.execute<{ label: string | null }>(
      sql`select ${labelSql(ctx, ref)} as label from ${fromSql(ref)} where ${columnSql(ref, targetColumn)} = ${valueSql(parsed.data, targetColumn)} and ${allowed.where} limit 1`,
    )
    return row ? rowLabel(row.label, { key: [targetColumn] }, [value]) : null
  } catch (error) {
    if ((error instanceof AdminError && error.code === 'FORBIDDEN') || isBadValue(error)) return null
    throw error
  }
}

/** The `with.<column>=` parameters of a lookup's query string. */
export function siblingsOf(parameters: Iterable<readonly [string, string]>): Map<string, string> {
  const siblings = new Map<string, string>()
  for (const [name, value] of parameters)
    if (name.startsWith('with.') && unescapeName(name.slice(5)) !== null) siblings.set(name.slice(5), value)
  return siblings
}

/**
 * The `page=` parameter of a lookup's query string.
 * @throws {AdminError} `BAD_QUERY` for anything but a number from 1 to 50.
 */
export function lookupPage(text: string | null): number {
  if (text === null) return 1
  const page = /^\d{1,3}$/u.test(text) ? Number(text) : 0
  if (page < 1 || page > mostLookupPages) throw new AdminError('BAD_QUERY', words.lookupPage(mostLookupPages))
  return page
}
