import type { Connection } from '../database/connection'
import { hasTable } from '../database/records'
import { withoutComments } from '../files/sql-text'

const name = String.raw`(?:"(?:[^"]|"")+"|[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)`
const qualified = String.raw`(?:${name}\s*\.\s*)?${name}`

const createPattern = new RegExp(
  String.raw`^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?(${name})\s+on\s+(?:only\s+)?(${qualified})`,
  'i',
)
const dropPattern = new RegExp(String.raw`^drop\s+index\s+concurrently\s+(?:if\s+exists\s+)?(${qualified})\s*$`, 'i')

/**
 * Prepares for a concurrent statement that an earlier attempt may have completed, in whole or in part.
 *
 * A failed build leaves an invalid index that occupies the name. It is dropped and built again.
 *
 * @param options.tried Whether this statement was attempted before: only then is an existing index taken for its
 *   result.
 * @returns Whether nothing is left to do.
 */
export async function settleConcurrent(
  sql: Connection,
  statement: string,
  { tried }: { tried: boolean },
): Promise<boolean> {
  const code = withoutComments(statement)
  const [, indexName, tableName] = createPattern.exec(code) ?? []
  if (indexName !== undefined && tableName !== undefined) return settleCreate(sql, { indexName, tableName, tried })
  const dropped = dropPattern.exec(code)?.[1]
  return tried && dropped !== undefined && !(await hasTable(sql, dropped))
}

async function settleCreate(
  sql: Connection,
  { indexName, tableName, tried }: { indexName: string; tableName: string; tried: boolean },
): Promise<boolean> {
  if (!(await hasTable(sql, tableName))) return false
  const [index] = await sql<{ valid: boolean; name: string }[]>`
    select i.indisvalid as valid, format('%I.%I', n.nspname, c.relname) as name
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where i.indrelid = to_regclass(${tableName}) and c.relname = ${unquoted(indexName)}`
  if (index === undefined) return false
  if (!index.valid) await sql.unsafe(`drop index concurrently ${index.name}`)
  return index.valid && tried
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()
}
