import type postgres from 'postgres'
import { escapeName } from '@/admin/schema/keys'
import type { Admin } from '@/admin/site/site'

/** What is said of a condition in the end: that its operator and type were tried. */
export interface Filtered {
  operator: string
  type: string
}

/** A filter, and what it means in SQL, written without the engine. */
export interface Condition extends Filtered {
  /** The parameter and its value. */
  name: string
  value: string
  where: string
  /** Where a missing value passes: what does not. */
  unless: string | null
}

interface Column {
  type: string
  values: readonly string[]
}

/** The columns of a table by name, with some of their values. */
export type Values = ReadonlyMap<string, Column>

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const nameOf = ({ schema, name }: Admin['table']): string => `${quoted(schema ?? 'public')}.${quoted(name)}`

const ordered = ['int2', 'int4', 'int8', 'numeric', 'date', 'timestamp', 'timestamptz']
const texts = ['text', 'varchar']
const equal = ['bool', 'uuid', 'enum', ...ordered, ...texts]

/** Columns of types that these conditions know, as the catalogue has them, with up to five values each. */
export async function valuesOf(sql: postgres.Sql, table: Admin['table'], seed: number): Promise<Values> {
  const columns = await sql<{ name: string; type: string }[]>`
    select a.attname as name, case t.typtype when 'e' then 'enum' else t.typname end as type
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = ${nameOf(table)}::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`
  const found = new Map<string, Column>()
  for (const { name, type } of columns) {
    if (!equal.includes(type)) continue
    const rows = await sql.unsafe<{ value: string }[]>(
      `select value from (select distinct ${quoted(name)}::text as value from ${nameOf(table)} where ${quoted(name)} is not null) v
       where length(value) between 1 and 60 and value !~ '[[:cntrl:],]' and value !~ '^\\s|\\s$' and value not in ('NaN', 'infinity', '-infinity', 'Infinity', '-Infinity')
         and value not like '%BC' order by md5(value || ${seed}::text) limit 5`,
    )
    if (rows.length > 0) found.set(name, { type, values: rows.map(({ value }) => value) })
  }
  return found
}

interface Asked {
  /** The table's alias in the SQL. */
  alias: string
  /** The path to its columns. */
  prefix: string
  values: Values
  random: () => number
}

/** A condition of each kind on each column, by values that occur. */
export function conditionsOn({ alias, prefix, values, random }: Asked): Condition[] {
  return [...values].flatMap(
    ([
      name,
      {
        type,
        values: [first = '', ...others],
      },
    ]) => {
      const all = [first, ...others]
      const one = all[Math.floor(random() * all.length)] ?? first
      const two = all[Math.floor(random() * all.length)] ?? first
      const column = `${alias}.${quoted(name)}`
      // An enum's literal takes the type of the column.
      const literal = (text: string) => `'${text.replaceAll("'", "''")}'${type === 'enum' ? '' : `::${type}`}`
      const list = `${column} in (${literal(one)}, ${literal(two)})`
      const condition = (operator: string, value: string, where: string | { unless: string }): Condition => ({
        name: `${prefix}${escapeName(name)}.${operator}`,
        value,
        where: typeof where === 'string' ? where : `not coalesce(${where.unless}, false)`,
        unless: typeof where === 'string' ? null : where.unless,
        operator,
        type,
      })
      const inText = (text: string) => `'${text.replaceAll("'", "''")}'`
      const part = one.slice(Math.floor(one.length / 3), Math.floor(one.length / 3) + 3).trim()
      const [start, end] = [[...one].slice(0, 2).join(''), [...one].slice(-2).join('')]
      return [
        condition('eq', one, `${column} = ${literal(one)}`),
        condition('ne', one, { unless: `${column} = ${literal(one)}` }),
        condition('in', `${one},${two}`, list),
        condition('not_in', `${one},${two}`, { unless: list }),
        condition('null', 'true', { unless: `${column} is not null` }),
        condition('null', 'false', `${column} is not null`),
        ...(ordered.includes(type)
          ? [
              condition('gte', one, `${column} >= ${literal(one)}`),
              condition('lte', one, `${column} <= ${literal(one)}`),
              condition('gt', one, `${column} > ${literal(one)}`),
              condition('lt', one, `${column} < ${literal(one)}`),
              condition('between', `${one},${two}`, `${column} >= ${literal(one)} and ${column} <= ${literal(two)}`),
            ]
          : []),
        ...(texts.includes(type) && part !== ''
          ? [
              condition('contains_case', part, `strpos(${column}, ${inText(part)}) > 0`),
              condition('starts_case', start, `left(${column}, length(${inText(start)})) = ${inText(start)}`),
              condition('ends_case', end, `right(${column}, length(${inText(end)})) = ${inText(end)}`),
              condition('eq_nocase', one, `lower(${column}) = lower(${inText(one)})`),
              condition('empty', 'true', { unless: `${column} <> ''` }),
            ]
          : []),
      ]
    },
  )
}
