import { arrayOfJson, conversion, convertedType, isJson, isTextual, type ConvertedType } from './conversion'

/** A change of one column's type, in a statement that does nothing else: the type, and what comes after USING. */
const retyping =
  /\bALTER\s+(?:COLUMN\s+)?(?:"(?:[^"]|"")*"|[\w$]+)\s+(?:SET\s+DATA\s+)?TYPE\s+(?<type>.+?)(?:\s+USING\s+(?<using>.+?))?\s*;?\s*$/isu

interface Retyped {
  readonly statement: string
  readonly table: string
  /** Under the name that the column has in the database. */
  readonly column: string
  /** As the statement names it. */
  readonly newColumn: string
  /** As PostgreSQL writes it: `numeric(8,2)`. */
  readonly from: string
  /** Rows that are looked at. */
  readonly limit: number
}

/**
 * A query that counts the values that a change of type does not keep: those that are another one when they are converted as the
 * statement says, and then back as the way back would do it. `undefined` where the statement does more than that.
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

/** What stands in a function of the migration's own, as a query. */
function selectable(expression: string): string {
  const [start, end] = arrayOfJson.call('\0').split('\0')
  const at = expression.indexOf(start ?? '')
  if (at === -1) return expression
  const inside = at + (start ?? '').length
  let depth = 1
  let close = inside
  while (close < expression.length && depth > 0) {
    if (expression[close] === '(') depth += 1
    if (expression[close] === ')') depth -= 1
    close += 1
  }
  const json = expression.slice(inside, close - (end ?? '').length)
  return `${expression.slice(0, at)}(${arrayOfJson.subquery(json)})${expression.slice(close)}`
}

/** What a column of the type would hold. A text that is too long is refused, and so not lost. */
function assigned(value: string, to: ConvertedType): string {
  const size = /\(\s*(\d+)\s*\)/u.exec(to.sql)?.[1]
  if (to.isArray || !/^(?:varchar|bpchar)$/u.test(to.name)) return `(${value})::${to.sql}`
  const plain = `(${value})::text`
  const type = size === undefined && to.name === 'bpchar' ? 'char(1)' : to.sql
  return `(case when length(rtrim(${plain}, ' ')) <= ${size ?? (to.name === 'bpchar' ? 1 : 10_485_760)} then ${plain}::${type} else ${plain} end)`
}

/** Whether a value that came back is another one. */
function differs(back: string, from: ConvertedType, to: ConvertedType): string {
  // In these, values can be the same in other words.
  if (/^(?:numeric|jsonb|bpchar)$/u.test(from.name)) return `${back} is distinct from before`
  const [was, is] = ['before::text', `${back}::text`]
  if (from.isArray) return `${is} is distinct from ${was}`
  // Spaces between the parts of JSON, and the order of its keys; but not a key that is there twice.
  if (isJson(from) || (isTextual(from) && to.name === 'jsonb' && !to.isArray)) {
    const size = (value: string) => String.raw`length(regexp_replace(${value}, '\s', '', 'g'))`
    return `((${is})::jsonb is distinct from (${was})::jsonb or ${size(is)} is distinct from ${size(was)})`
  }
  if (to.name === 'uuid' && !to.isArray) return `${is} is distinct from lower(${was})`
  return `${is} is distinct from ${was}`
}
