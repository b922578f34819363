import { sql } from 'drizzle-orm'
import type { DatabaseFailure } from '../postgres/errors'
import { relationName } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** A longer rule is too long to read in a message. */
const longest = 200

/**
 * The expression of a violated CHECK, of the table or of a column's domain, in readable form; null if there is none to
 * show.
 */
export async function brokenRule(
  ctx: AdminContext,
  { table }: Admin,
  { constraint, domain }: DatabaseFailure,
): Promise<string | null> {
  if (constraint === null) return null
  const [row] = await ctx.db.execute<{ rule: string | null }>(sql`
    with recursive chain as (
      select t.oid, t.typbasetype from pg_type t where t.typtype = 'd' and t.typname = ${domain}::text
      union select t.oid, t.typbasetype from chain join pg_type t on t.oid = chain.typbasetype where t.typtype = 'd')
    select pg_get_expr(c.conbin, c.conrelid, true) as rule from pg_constraint c
    where c.contype = 'c' and c.conname = ${constraint}
      and (c.conrelid = to_regclass(${relationName(table)}) or c.contypid in (select oid from chain)) limit 1`)
  const rule = row?.rule ? readableRule(row.rule, table.columns) : ''
  return rule === '' || rule.length > longest ? null : rule
}

/** The words for a list, without its own parentheses; those that close something else stay. */
function listed(words: string): (...match: string[]) => string {
  return (...[, opened = '', values = '', closed = '']) => `${words} ${values}${closed.slice(opened.length)}`
}

const words: readonly (readonly [RegExp, string | ((...match: string[]) => string)])[] = [
  [/::(?:"[^"]+"|[a-z_][\w.]*(?: varying| precision)?)(?:\([\d, ]+\))?(?: with(?:out)? time zone)?(?:\[\])*/gu, ''],
  [/= ANY (\(+)ARRAY\[([^\]]*)\](\)+)/gu, listed('is one of')],
  [/<> ALL (\(+)ARRAY\[([^\]]*)\](\)+)/gu, listed('is none of')],
  [/\bIS NOT NULL\b/gu, 'is set'],
  [/\bIS NULL\b/gu, 'is empty'],
  [/\bVALUE\b/gu, 'the value'],
  [/>=/gu, '≥'],
  [/<=/gu, '≤'],
  [/<>/gu, '≠'],
  [/!~\*?/gu, 'does not match'],
  [/~\*?/gu, 'matches'],
  [/\((-?[\d.]+)\)/gu, '$1'],
]

/**
 * An expression as `pg_get_expr` prints it, with labels instead of names and without parts that only the database
 * needs.
 */
export function readableRule(expression: string, columns: readonly ColumnModel[]): string {
  const labels = new Map(columns.map((column) => [column.name, column.label]))
  const literals: string[] = []
  // Text literals are set aside, because nothing in them is syntax.
  const bare = expression.replace(/'(?:[^']|'')*'/gu, (literal) => `'${literals.push(literal) - 1}'`)
  const worded = words
    .reduce(
      (text, [pattern, word]) => (typeof word === 'string' ? text.replace(pattern, word) : text.replace(pattern, word)),
      bare,
    )
    .replace(/\b(?:AND|OR|NOT|BETWEEN|LIKE|IN|IS|TRUE|FALSE)\b/gu, (word) => word.toLowerCase())
  return worded
    .replace(
      /"((?:[^"]|"")+)"|\b[a-z_]\w*\b(?!\s*\()/giu,
      (name, quoted: string | undefined) => labels.get(quoted?.replaceAll('""', '"') ?? name) ?? name,
    )
    .replace(/'(\d+)'/gu, (_, index: string) => literals[Number(index)] ?? '')
    .replace(/\s+/gu, ' ')
    .trim()
}
