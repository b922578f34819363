import { sql, type SQL } from 'drizzle-orm'
import { escapeLike } from '../fields/operators'
import { columnsAllowed, mayViewColumn } from '../permissions/columns-allowed'
import type { ColumnModel } from '../schema/model'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { ComputedColumn } from '../site/list-options'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { ManyRelation } from '../site/many'
import { readsHidden } from './label-sql'
import { columnField, fieldSql, findField, type ListField } from './list-field'
import { labelColumns } from './list-columns'
import { joinedWhere, joinRef, manySeenAs } from './many-rows'
import { estimatedRows, statisticsOf } from './statistics'
import { columnSql, fromSql, linkedRef, rootRef, type TableRef, valueSql } from './table-ref'

/** A column that the search covers, and how. */
export interface SearchField {
  field: ListField
  match: 'contains' | 'starts' | 'exact' | 'vector'
  /** The field belongs to the rows on the other side of this relation. */
  many?: ManyRelation
}

const mostWords = 20
const mostDefaultColumns = 4
const informative = /(name|title|label|email|code|sku|slug|number|phone|reference|subject|username|company|city)$/iu

/**
 * The declared search columns that the actor may view, or else the label's and other informative short texts, and the
 * key.
 */
export function searchFields(ctx: AdminContext, admin: Admin): SearchField[] {
  const declared = admin.options.list?.search
  if (declared) return declared.flatMap((entry) => declaredFields(ctx, admin, entry))
  const label: readonly ColumnModel[] = admin.label.kind === 'columns' ? admin.label.columns : []
  const visible = columnsAllowed(ctx, admin).filter((column) => !column.secret)
  const texts = visible.filter(
    (column) => column.valueType.search === 'text' && (label.includes(column) || informative.test(column.name)),
  )
  const ranked = texts.toSorted((a, b) => Number(label.includes(b)) - Number(label.includes(a)))
  const fallback = visible.filter((column) => column.valueType.search === 'text' && !column.type.heavy).slice(0, 2)
  const chosen = (ranked.length > 0 ? ranked : fallback).slice(0, mostDefaultColumns)
  const keys = visible.filter((column) => admin.table.key.includes(column) && column.valueType.search === 'exact')
  return [
    ...chosen.map((column): SearchField => ({ field: columnField(column), match: 'contains' })),
    ...labelFields(ctx, admin).map((field): SearchField => ({ field, match: 'contains' })),
    ...keys.map((column): SearchField => ({ field: columnField(column), match: 'exact' })),
  ]
}

/** The parts of a label that are not columns of the table: the labels of linked rows, or the declared expression. */
function labelFields(ctx: AdminContext, admin: Admin, depth = 0): ListField[] {
  const { label } = admin
  if (label.kind === 'expression')
    return depth > 0 || readsHidden(ctx, admin)
      ? []
      : [{ kind: 'computed', name: '', label: admin.singular, computed: labelAsComputed(admin.singular, label.sql) }]
  if (label.kind !== 'links' || depth > 1) return []
  return label.links.flatMap((link) => {
    const target = ctx.site.adminOf(link.target)
    const own = target.label.kind === 'columns' ? target.label.columns : []
    return own
      .filter((column) => column.valueType.search === 'text')
      .flatMap((column) => findField(ctx, admin, `${link.name}.${column.key}`) ?? [])
  })
}

function labelAsComputed(label: string, value: (table: never) => SQL): ComputedColumn<PgTable> {
  // Receives the table under the query's alias, as every computed column does.
  return { id: '', label, value: value as (table: PgTable) => SQL, reads: [] }
}

/** A field of the table, of a linked row, or of related rows: `topics.name`, or `topics` for what names them. */
function declaredFields(ctx: AdminContext, admin: Admin, entry: string): SearchField[] {
  const match = entry.startsWith('^') ? 'starts' : entry.startsWith('=') ? 'exact' : 'contains'
  const name = match === 'contains' ? entry : entry.slice(1)
  const field = findField(ctx, admin, name)
  if (field && field.kind !== 'many') return searchable(field, match)
  const [first = '', ...rest] = name.split('.')
  const many = field?.kind === 'many' ? field.many : manySeenAs(ctx, admin, first)
  if (!many) return []
  const { otherAdmin } = many.way.join
  const found = field ? namingFields(ctx, otherAdmin) : [findField(ctx, otherAdmin, rest.join('.'))]
  return found.flatMap((other) => (other ? searchable(other, match).map((plain) => ({ ...plain, many })) : []))
}

/** What names the rows of a table: the columns of their label, or else what a search of the table covers. */
const namingFields = (ctx: AdminContext, admin: Admin): ListField[] => {
  const columns = labelColumns(ctx, admin)
  return columns.length > 0 ? columns.map(columnField) : labelFields(ctx, admin)
}

function searchable(field: ListField, match: SearchField['match']): SearchField[] {
  if (field.kind === 'many') return []
  if (field.kind === 'computed') return [{ field, match }]
  if (field.column.secret) return []
  const { search } = field.column.valueType
  return [{ field, match: search === 'exact' || search === 'vector' ? search : match }]
}

/** Splits a search into words. A phrase in single or double quotes is one word. A backslash makes a quote literal. */
export function searchWords(text: string): string[] {
  const found = text.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'(?=\s|$)|(\S+)/gu)
  const words = [...found].map(([, double, single, bare]) => bare ?? (double ?? single ?? '').replace(/\\(.)/gu, '$1'))
  return [...new Set(words.filter((word) => word !== ''))].slice(0, mostWords)
}

/**
 * Every word must be found in some column; of related rows, in columns of one and the same row. Undefined without words;
 * a word that no column can contain finds nothing.
 */
export function searchWhere(ctx: AdminContext, admin: Admin, text: string): SQL | undefined {
  const words = searchWords(text)
  if (words.length === 0) return undefined
  const ref = rootRef(admin.table)
  const fields = searchFields(ctx, admin)
  const own = fields.filter(({ many }) => many === undefined).map((field): PlacedField => ({ ...field, ref }))
  const relations = [...new Set(fields.flatMap(({ many }) => many ?? []))]
  const vector = indexedVector(ctx, admin)
  const byKey = keyNamed(ctx, admin, text)
  const indexed = [
    ...(vector ? [sql`${columnSql(ref, vector)} @@ websearch_to_tsquery(${text}::text)`] : []),
    ...(byKey ? [byKey] : []),
  ]
  // A part of a word is found by reading the table, which its text search spares a large one.
  if (vector && (estimatedRows(ctx, admin.table) ?? 0) > mostRead)
    return sql`(${sql.join([...indexed, ...exactly(ctx, own, words)], sql` or `)})`
  const ways = [
    ...indexed,
    allWords(ctx, own, words),
    ...relations.map((many) => {
      const join = joinRef(ref, many)
      const { other } = many.way.join
      const target = linkedRef(join, other.target)
      const theirs = fields
        .filter((field) => field.many === many)
        .map((field): PlacedField => ({ ...field, ref: target }))
      const tied = other.columns.map((column, index) => {
        const same = other.targetColumns[index]
        return same ? sql`${columnSql(target, same)} = ${columnSql(join, column)}` : sql`false`
      })
      return sql`exists (select 1 from ${fromSql(join)}, ${fromSql(target)} where ${sql.join([...tied, joinedWhere(ctx, ref, many), allWords(ctx, [...own, ...theirs], words)], sql` and `)})`
    }),
  ]
  return ways.length === 1 ? ways[0] : sql`(${sql.join(ways, sql` or `)})`
}

/** A larger table is searched by an index if it can be. */
const mostRead = 100_000

/** A column of the table for PostgreSQL's text search that an index serves, unless the search is declared. */
function indexedVector(ctx: AdminContext, admin: Admin): ColumnModel | undefined {
  if (admin.options.list?.search) return undefined
  const indexed = statisticsOf(ctx, admin.table)?.indexed ?? admin.table.indexed
  return columnsAllowed(ctx, admin).find(
    ({ secret, name, valueType }) => !secret && valueType.search === 'vector' && indexed.has(name),
  )
}

/** The row that is called so where rows are named by their key: "Order 5138", "#5138". */
function keyNamed(ctx: AdminContext, admin: Admin, text: string): SQL | undefined {
  const [key, ...more] = admin.table.key
  if (!key || more.length > 0 || key.secret || !mayViewColumn(ctx, admin, key)) return undefined
  const plain = text.trim()
  const singular = `${admin.singular} `
  const isNamed = plain.toLowerCase().startsWith(singular.toLowerCase())
  const rest = (isNamed ? plain.slice(singular.length).trim() : plain).replace(/^#/u, '')
  if (rest === plain) return undefined
  const parsed = key.valueType.schema(key, ctx).safeParse(rest)
  return parsed.success ? sql`${columnSql(rootRef(admin.table), key)} = ${valueSql(parsed.data, key)}` : undefined
}

/** The whole search as one value of a column that matches only whole values, such as the key. */
function exactly(ctx: AdminContext, fields: readonly PlacedField[], words: readonly string[]): SQL[] {
  const [word = '', ...more] = words
  if (more.length > 0) return []
  return fields.flatMap((field) => (field.match === 'exact' ? (wordWhere(ctx, field, word) ?? []) : []))
}

/** A field with the table that it is read from. */
interface PlacedField extends SearchField {
  ref: TableRef
}

function allWords(ctx: AdminContext, fields: readonly PlacedField[], words: readonly string[]): SQL {
  const conditions = words.map((word) => {
    const found = fields.map((field) => wordWhere(ctx, field, word)).filter((condition) => condition !== null)
    return found.length === 0 ? sql`false` : sql`(${sql.join(found, sql` or `)})`
  })
  return sql.join(conditions, sql` and `)
}

function wordWhere(ctx: AdminContext, { field, match, ref }: PlacedField, word: string): SQL | null {
  const expression = fieldSql(ctx, ref, field)
  if (match === 'vector') return sql`${expression} @@ websearch_to_tsquery(${word}::text)`
  if (match !== 'exact') {
    const escaped = escapeLike(word)
    return sql`${expression}::text ilike ${match === 'starts' ? `${escaped}%` : `%${escaped}%`}::text`
  }
  if (field.kind === 'computed' || field.kind === 'many') return sql`${expression}::text = ${word}::text`
  const parsed = field.column.valueType.schema(field.column, ctx).safeParse(word)
  return parsed.success ? sql`${expression} = ${parsed.data}::text::${sql.raw(field.column.castType)}` : null
}
