import type { ColumnModel, Link, RowLabel, TableModel } from './model'

type LabelInput = Pick<TableModel, 'name' | 'columns' | 'links' | 'key' | 'singular'>

const short = new Set(['text', 'varchar', 'bpchar', 'citext', 'name'])
const fullNames = ['display_name', 'full_name', 'legal_name', 'nickname', 'company_name']
const userNames = ['user_name', 'username', 'login']
/** Tables of people, whose rows are named by a user name. In other tables a user name only says who created the row. */
const people =
  /(^|_)(users?|members?|accounts?|persons?|people|customers?|authors?|employees?|staff|profiles?|contacts?|players?|admins?)$/u
const places = ['host', 'hostname', 'subject']
const identifiers = [
  'slug',
  'code',
  'key',
  'number',
  'reference',
  'ref',
  'domain',
  'url',
  'filename',
  'file_name',
  'path',
  'version',
  'sku',
  'symbol',
  'abbreviation',
  'iso_code',
  'handle',
]
const prose = ['description', 'content', 'message', 'body', 'value', 'text']
const poor =
  /(^|_)(status|state|type|kind|role|mode|level|provider|method|source|hash|checksum|locale|language|currency|color|colour|icon|timezone|time_zone|gender|format)$/u
/** Columns that never name a row: remarks, raw references, and dates and documents stored as text. */
const neverNames =
  /(^|_)(comments?|notes?|remarks?|id|ids|uuid|guid|json|jsonb|payload|metadata|meta|data|config|configuration|settings|options|params|parameters|at|on|date|time|datetime|timestamp|created|updated|modified|deleted|expires|expiry)$/u

/**
 * How a row is named if nothing is declared. The rules come from a study of 919 tables, and the first match wins. A
 * secret, a status or a bare uuid is never used.
 */
export function defaultLabel(table: LabelInput): RowLabel {
  if (table.key.length > 1 && table.key.every((column) => linkOf(table, column)))
    return { kind: 'links', links: keyLinks(table) }
  const texts = table.columns.filter((column) => isText(column) && !column.secret && !linkOf(table, column))
  const named = (...names: string[]) =>
    names.map((name) => texts.find((column) => snake(column) === name)).find((column) => column !== undefined)
  const single = (column: ColumnModel | undefined, cut = false): RowLabel | undefined =>
    column && { kind: 'columns', columns: [column], cut }

  return (
    single(named('name')) ??
    single(named('title', 'label')) ??
    single(named(...fullNames)) ??
    (people.test(words(table.name).replaceAll('-', '_')) ? single(named(...userNames)) : undefined) ??
    personName(texts) ??
    single(named(`${words(table.singular)}_name`, `${words(table.singular)}_title`, words(table.singular))) ??
    single(named(...places)) ??
    single(texts.find((column) => isNameLike(column))) ??
    single(named('email', 'email_address')) ??
    single(named(...identifiers)) ??
    single(named(...userNames)) ??
    single(named(...prose), true) ??
    single(firstText(texts, table), true) ??
    parents(table)
  )
}

const snake = (column: ColumnModel) => column.name.replace(/([a-z0-9])([A-Z])/gu, '$1_$2').toLowerCase()
const words = (text: string) => text.toLowerCase().replaceAll(' ', '_')

function isText(column: ColumnModel): boolean {
  return short.has(column.baseType) && column.dimensions === 0 && !column.enumValues && !column.custom
}

function personName(texts: readonly ColumnModel[]): RowLabel | undefined {
  const first = texts.find((column) => /^(first_name|firstname|given_name)$/u.test(snake(column)))
  const last = texts.find((column) => /^(last_name|lastname|family_name|surname)$/u.test(snake(column)))
  return first && last && { kind: 'columns', columns: [first, last], cut: false }
}

function isNameLike(column: ColumnModel): boolean {
  return (
    /_(name|title|label)$/u.test(snake(column)) &&
    !/(bucket|file|secret|host|user_agent|schema|table|first|middle)_name$/u.test(snake(column))
  )
}

/** An optional text is used only if nothing else can name the row: most rows would have no name. */
function firstText(texts: readonly ColumnModel[], table: LabelInput): ColumnModel | undefined {
  const fair = texts.filter(
    (column) => !poor.test(snake(column)) && !neverNames.test(snake(column)) && !column.primaryKey,
  )
  const sure = fair.find((column) => column.unique && column.notNull) ?? fair.find((column) => column.notNull)
  return sure ?? (requiredLinks(table).length > 0 ? undefined : (fair.find((column) => column.unique) ?? fair[0]))
}

const linkOf = (table: LabelInput, column: ColumnModel) => table.links.find((link) => link.columns.includes(column))

/** The links that the key consists of, without duplicates, in the key's order. */
function keyLinks(table: LabelInput): Link[] {
  return [...new Set(table.key.map((column) => linkOf(table, column)).filter((link) => link !== undefined))]
}

const requiredLinks = (table: LabelInput) =>
  table.links.filter((link) => link.columns.every((column) => column.notNull))

/** Tables without a text of their own are named by the rows they belong to, required links first. */
function parents(table: LabelInput): RowLabel {
  const required = requiredLinks(table)
  const links = (required.length > 0 ? required : table.links).slice(0, 2)
  return links.length > 0 ? { kind: 'links', links } : { kind: 'key' }
}
