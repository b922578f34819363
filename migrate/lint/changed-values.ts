import { arrayOfJson, conversion, convertedType, isJson, isTextual, type ConvertedType } from './conversion'

/** A statement that only changes the type of one column: the type, and the expression after USING. */
const retyping =
  /\bALTER\s+(?:COLUMN\s+)?(?:"(?:[^"]|"")*"|[\w$]+)\s+(?:SET\s+DATA\s+)?TYPE\s+(?<type>.+?)(?:\s+USING\s+(?<using>.+?))?\s*;?\s*$/isu

interface Retyped {
  readonly statement: string
  readonly table: string
  /** The column's name in the database. */
  readonly column: string
  /** The column's name in the statement. */
  readonly newColumn: string
  /** As PostgreSQL prints it: `numeric(8,2)`. */
  readonly from: string
  /** The maximum number of rows to examine. */
  readonly limit: number
}

/**
 * A query that counts the values a type change does not preserve: those that differ after being converted as the
 * statement says, and then back as the down migration would. `undefined` if the statement does more than change one
 * type.
 */
export function changedValuesSql({ statement, table, column, newColumn, from, limit }: Retyped): string | undefined {
  const { type, using } = retyping.exec(statement)?.groups ?? {}
  if (type === undefined) return undefined
  const [present, to] = [convertedType(from), convertedType(type)]
  const value = using === undefined ? column : using.replaceAll(newColumn, () => column)
  const back = conversion('after', to, present) ?? 'after'
  return `select count(*) filter (where ${differs(`(${selectable(back)})::${from}`, present, to)})::int as n,
    count(*)::int as all from (
      select ${column} as before, ${assigned(selectable(value), to)} as after from ${table} limit ${limit + 1}) t`
}

/** Rewrites a call of the migration's own helper function as a query. */
function selectable(expression: string): string {
  const [start, end] = arrayOfJson.call('\0').split('\0')
  const index = expression.indexOf(start ?? '')
  if (index === -1) return expression
  const inside = index + (start ?? '').length
  let depth = 1
  let close = inside
  while (close < expression.length && depth > 0) {
    if (expression[close] === '(') depth += 1
    if (expression[close] === ')') depth -= 1
    close += 1
  }
  const json = expression.slice(inside, close - (end ?? '').length)
  return `${expression.slice(0, index)}(${arrayOfJson.subquery(json)})${expression.slice(close)}`
}

/** The value as a column of the type would store it. A text that is too long is rejected, and therefore not lost. */
function assigned(value: string, to: ConvertedType): string {
  const size = /\(\s*(\d+)\s*\)/u.exec(to.sql)?.[1]
  if (to.isArray || !/^(?:varchar|bpchar)$/u.test(to.name)) return `(${value})::${to.sql}`
  const plain = `(${value})::text`
  const type = size === undefined && to.name === 'bpchar' ? 'char(1)' : to.sql
  return `(case when length(rtrim(${plain}, ' ')) <= ${size ?? (to.name === 'bpchar' ? 1 : 10_485_760)} then ${plain}::${type} else ${plain} end)`
}

/** An expression that is true if the converted value differs from the original. */
function differs(back: string, from: ConvertedType, to: ConvertedType): string {
  // Equal values of these types can have different texts.
  if (/^(?:numeric|jsonb|bpchar)$/u.test(from.name)) return `${back} is distinct from before`
  const [was, is] = ['before::text', `${back}::text`]
  if (from.isArray) return `${is} is distinct from ${was}`
  // Ignores the spaces and key order of JSON, but not a duplicate key.
  if (isJson(from) || (isTextual(from) && to.name === 'jsonb' && !to.isArray)) {
    const size = (value: string) => String.raw`length(regexp_replace(${value}, '\s', '', 'g'))`
    return `((${is})::jsonb is distinct from (${was})::jsonb or ${size(is)} is distinct from ${size(was)})`
  }
  if (to.name === 'uuid' && !to.isArray) return `${is} is distinct from lower(${was})`
  return `${is} is distinct from ${was}`
}
