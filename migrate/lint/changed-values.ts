/** A change of type as its statement says it. */
export interface Conversion {
  /** As in SQL. */
  readonly type: string
  /** After USING; absent for PostgreSQL's own cast. */
  readonly using?: string
}

const name = String.raw`(?:"(?:[^"]|"")+"|[\w$]+)`
const change = new RegExp(
  String.raw`\bALTER\s+(?:COLUMN\s+)?${name}\s+(?:SET\s+DATA\s+)?TYPE\s+([\s\S]+?)(?:\s+USING\s+([\s\S]+?))?\s*;?\s*$`,
  'iu',
)

/** The conversion of a statement that changes the type of one column; `undefined` where it does more. */
export function conversionOf(statement: string): Conversion | undefined {
  const several = statement.match(/\bTYPE\b/giu)?.length !== 1 && /,\s*ALTER\s/iu.test(statement)
  const found = several ? null : change.exec(statement)
  if (!found) return undefined
  const [, type = '', using] = found
  const plain = type.replace(/\s+COLLATE\s+[\s\S]+$/iu, '')
  return using === undefined ? { type: plain } : { type: plain, using }
}

interface Retyped {
  /** Quoted. */
  readonly table: string
  readonly column: string
  /** As PostgreSQL writes it: `numeric(8,2)`. */
  readonly from: string
  readonly conversion: Conversion
  /** Rows that are looked at. */
  readonly limit: number
}

/**
 * Queries that count the values which do not come back as they were when they are converted there and back; each for where the
 * one before cannot be run, because PostgreSQL knows no way back but by the text.
 */
export function changedValuesSql({ table, column, from, conversion, limit }: Retyped): string[] {
  const { type, using = column } = conversion
  const there = `((${using})::${type})`
  const rows = `(select ${column} from ${table} where ${column} is not null limit ${limit + 1}) t`
  const count = (condition: string) =>
    `select count(*) filter (where ${condition})::int as n, count(*)::int as all from ${rows}`
  const isJson = /^jsonb?$/u
  // White space and the order of keys are none of JSON's values; of two keys of one name the last is kept.
  if (from === 'json' && type.toLowerCase() === 'jsonb')
    return [count(`not (${column}::text is json with unique keys)`)]
  if (isJson.test(from) && isJson.test(type.toLowerCase())) return [count('false')]
  // JSON holds whatever it is made of.
  if ([`to_json(${column})`, `to_jsonb(${column})`].includes(using)) return [count('false')]
  if (isJson.test(type.toLowerCase()) && /^(?:text|character varying)/u.test(from))
    return [count(`not (${column}::text is json with unique keys)`), count(`${there} is null`)]
  return [
    count(`(${there}::${from})::text is distinct from ${column}::text`),
    count(`((${there}::text)::${from})::text is distinct from ${column}::text`),
    // JSON keeps a value as text of its own: what stands in it is the same when the text is.
    count(`trim(both '"' from ${there}::text) is distinct from ${column}::text`),
  ]
}
