/** The facts about a type that a conversion needs. */
export interface ConvertedType {
  /** In SQL, including modifiers and dimensions. */
  readonly sql: string
  /** PostgreSQL's internal name of the type or its elements, such as `int4`; the given name for any other type. */
  readonly name: string
  readonly isArray: boolean
}

const arraySuffix = /(?:\[\d*\])+$/u
const modifiers = /\s*\([^)]*\)/u

const shortNames: Readonly<Record<string, string>> = {
  smallint: 'int2',
  integer: 'int4',
  int: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  decimal: 'numeric',
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  boolean: 'bool',
  'bit varying': 'varbit',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
}

/** Reads a type as Drizzle or `format_type` writes it. */
export function convertedType(sql: string): ConvertedType {
  const element = sql.replace(arraySuffix, '')
  const plain = element.replace(modifiers, '').replaceAll(/\s+/gu, ' ').trim()
  const name = plain.startsWith('interval') ? 'interval' : (shortNames[plain.toLowerCase()] ?? plain)
  return { sql, name, isArray: element !== sql }
}

/** Whether values of the type are text. */
export function isTextual({ name }: ConvertedType): boolean {
  return /^(?:text|varchar|bpchar|citext)$/u.test(name)
}

/** Whether the type is JSON of either kind. */
export function isJson({ name }: ConvertedType): boolean {
  return name === 'json' || name === 'jsonb'
}

/** Types between which PostgreSQL converts on assignment, preserving what the target can hold. */
const families: readonly RegExp[] = [
  /^(?:int[248]|numeric|float[48])$/u,
  /^(?:date|timestamp|timestamptz)$/u,
  /^(?:time|timetz|interval)$/u,
  /^jsonb?$/u,
  /^(?:inet|cidr)$/u,
  /^macaddr8?$/u,
  /^(?:bit|varbit)$/u,
]

/**
 * The expression that converts a value from one type to another, preserving what the target can hold.
 *
 * Lengths are left to the assignment, which rejects a text that is too long; a cast would truncate it.
 *
 * @param value An SQL expression.
 * @returns `undefined` if assigning the value has the same effect.
 */
export function conversion(value: string, from: ConvertedType, to: ConvertedType): string | undefined {
  if (isAssignable(from, to)) return undefined
  const type = withoutLength(to)
  if (isJson(to) && !to.isArray) return toJson(value, from, to)
  if (from.isArray) return to.isArray ? fromArray(value, from, to) : firstOf(value, from, to)
  if (to.isArray) return toArray(value, from, to)
  if (isJson(from)) return `(${value} #>> '{}')::${type}`
  if (from.name === 'bool' && /^(?:int[248]|numeric|float[48])$/u.test(to.name)) return `${value}::integer`
  if (/^int[248]$/u.test(from.name) && to.name === 'bool') return `${value}::integer::boolean`
  return `${value}::text::${type}`
}

function isAssignable(from: ConvertedType, to: ConvertedType): boolean {
  // Every type can be assigned to text. An array of other elements can be assigned only to text arrays of the same
  // number of dimensions.
  if (isTextual(to) && (from.isArray || !to.isArray)) return true
  if (from.isArray !== to.isArray) return false
  if (from.name === to.name) return true
  // Converting a float to numeric directly rounds to 6 or 15 digits; its text has all digits.
  if (from.name.startsWith('float') && to.name === 'numeric') return false
  return families.some((family) => family.test(from.name) && family.test(to.name))
}

/** A cast to a length truncates silently. */
function withoutLength({ sql, name, isArray }: ConvertedType): string {
  if (!/^(?:varchar|bpchar|bit|varbit)$/u.test(name)) return sql
  return `${name === 'bit' ? 'varbit' : name}${isArray ? '[]' : ''}`
}

function elementOf(type: ConvertedType): ConvertedType {
  return { ...type, sql: type.sql.replace(arraySuffix, ''), isArray: false }
}

/** A text is parsed as JSON; any other value becomes a JSON value. */
function toJson(value: string, from: ConvertedType, to: ConvertedType): string {
  if (isTextual(from) && !from.isArray) return `${value}::text::${to.name}`
  return `to_${to.name}(${value})`
}

function fromArray(value: string, from: ConvertedType, to: ConvertedType): string {
  // `{t,f,NULL}`: an array cannot be unnested here because subqueries are not allowed.
  if (from.name === 'bool' && /^(?:int[248]|numeric|float[48])$/u.test(to.name))
    return `translate(${value}::text, 'tf', '10')::${to.sql}`
  return isJson(from) && !isJson(to)
    ? `${arrayOfJson.call(`to_jsonb(${value})`)}::${withoutLength(to)}`
    : `${value}::text[]::${withoutLength(to)}`
}

function firstOf(value: string, from: ConvertedType, to: ConvertedType): string {
  const first = `${value}[1]`
  const element = elementOf(from)
  return conversion(first, element, to) ?? `${first}::${withoutLength(to)}`
}

function toArray(value: string, from: ConvertedType, to: ConvertedType): string {
  const type = withoutLength(to)
  if (isJson(from))
    return isJson(to)
      ? `CASE WHEN ${value} IS NOT NULL THEN ARRAY[${value}]::${type} END`
      : `${arrayOfJson.call(`${value}::jsonb`)}::${type}`
  const one = conversion(value, from, elementOf(to)) ?? value
  const single = `ARRAY[${one}]::${type}`
  // The text of an array is parsed as an array.
  if (isTextual(from))
    return `CASE WHEN ${value} LIKE '{%}' THEN ${value}::text::${type} WHEN ${value} IS NOT NULL THEN ${single} END`
  return `CASE WHEN ${value} IS NOT NULL THEN ${single} END`
}

/** The elements of a JSON array as texts; anything but an array is an error. */
export const arrayOfJson = {
  /** `USING` does not allow a subquery, so it is wrapped in a function. */
  statement: `CREATE OR REPLACE FUNCTION pg_temp.brolly_array_of_json(value jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS
  $$ ${arrayQuery('value')} $$;`,
  call: (json: string) => `pg_temp.brolly_array_of_json(${json})`,
  /** For places that allow a subquery but where no function can be created. */
  subquery: (json: string) => `CASE WHEN ${json} IS NOT NULL THEN (${arrayQuery(json)}) END`,
}

function arrayQuery(json: string): string {
  return `SELECT coalesce(array_agg(item ORDER BY place), '{}') FROM jsonb_array_elements_text(${json}) WITH ORDINALITY AS items (item, place)`
}
