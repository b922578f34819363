import { createHash } from 'node:crypto'
import { quoteName } from '../schema/columns'
import type { ColumnModel, TableModel } from '../schema/model'
import { relationName } from '../query/table-ref'

/** A suggested index. */
export interface IndexIdea {
  readonly table: TableModel
  readonly columns: readonly { readonly column: ColumnModel; readonly descending: boolean }[]
  /** `trigram` finds text in the middle; it requires the extension pg_trgm. */
  readonly kind: 'btree' | 'trigram'
}

const longestName = 63

/** The name that Drizzle would give it: `orders_status_created_at_idx`. A name that is too long ends with a hash. */
export function indexName({ table, columns, kind }: IndexIdea): string {
  const parts = [table.name, ...columns.map(({ column }) => column.name), kind === 'trigram' ? 'trgm_idx' : 'idx']
  const name = parts.join('_')
  if (Buffer.byteLength(name) <= longestName) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${Buffer.from(name).subarray(0, 50).toString().replace(/�+$/u, '')}_${hash}`
}

/** The statement that creates it without blocking writes. */
export function createIndex(idea: IndexIdea): string {
  const columns = idea.columns.map(({ column, descending }) => {
    const name = quoteName(column.name)
    return idea.kind === 'trigram' ? `${name} gin_trgm_ops` : descending ? `${name} DESC` : name
  })
  const method = idea.kind === 'trigram' ? ' USING gin' : ''
  return `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quoteName(indexName(idea))} ON ${relationName(idea.table)}${method} (${columns.join(', ')});`
}

/** The statement that drops it again. */
export function dropIndex(idea: IndexIdea): string {
  const schema = idea.table.schema === null ? '' : `${quoteName(idea.table.schema)}.`
  return `DROP INDEX CONCURRENTLY IF EXISTS ${schema}${quoteName(indexName(idea))};`
}
