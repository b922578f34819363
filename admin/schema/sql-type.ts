/** The parts of a type as PostgreSQL writes it. */
export interface SqlType {
  baseType: string
  castType: string
  dimensions: number
  length: number | null
  precision: number | null
  scale: number | null
}

/** Different names of the same type. */
const synonyms: Record<string, string> = {
  smallint: 'int2',
  smallserial: 'int2',
  serial2: 'int2',
  int: 'int4',
  integer: 'int4',
  serial: 'int4',
  serial4: 'int4',
  bigint: 'int8',
  bigserial: 'int8',
  serial8: 'int8',
  decimal: 'numeric',
  real: 'float4',
  'double precision': 'float8',
  boolean: 'bool',
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'bit varying': 'varbit',
}

/**
 * Parses `varchar(40)`, `timestamp (3) with time zone` or `numeric(10, 2)[]`. The cast type omits length and precision:
 * an explicit cast to `varchar(3)` truncates silently, whereas an assignment fails.
 */
export function parseSqlType(text: string): SqlType {
  const brackets = /((?:\s*\[\d*\])+)\s*$/u.exec(text)
  const dimensions = brackets?.[1] ? brackets[1].split('[').length - 1 : 0
  const bare = brackets ? text.slice(0, brackets.index) : text
  const numbers =
    /\(([^)]*)\)/u
      .exec(bare)?.[1]
      ?.split(',')
      .map((part) => Number.parseInt(part.trim(), 10)) ?? []
  const name = bare
    .replace(/\([^)]*\)/u, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  const lower = name.toLowerCase()
  const interval = /^interval\b/u.test(lower)
  const baseType = interval ? 'interval' : (synonyms[lower] ?? lower)
  const known = interval || lower in synonyms || /^[a-z_][a-z0-9_]*$/u.test(lower)
  const whole = (index: number) => (Number.isInteger(numbers[index]) ? (numbers[index] ?? null) : null)
  const numeric = baseType === 'numeric'
  return {
    baseType,
    castType: (baseType === 'bit' ? 'varbit' : known ? baseType : name) + '[]'.repeat(dimensions > 0 ? 1 : 0),
    dimensions,
    length: ['varchar', 'bpchar', 'bit', 'varbit', 'vector', 'halfvec'].includes(baseType) ? whole(0) : null,
    precision: numeric ? whole(0) : null,
    scale: numeric && whole(0) !== null ? (whole(1) ?? 0) : null,
  }
}
