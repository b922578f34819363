import { quote, sqlTemplate } from './identifiers'
import type { InspectedColumn } from './shape'

/** What the code of a schema needs besides itself: collected while it is written. */
export interface SchemaNames {
  /** Notes that a name of `drizzle-orm/pg-core` is used. */
  use(name: string): string
  /** The variable that holds an enum; null for one that is not ours to declare. */
  enumVariable(schema: string, name: string): string | null
  /** The variable that holds a `customType` for what Drizzle has no word for. */
  customVariable(sqlType: string): string
}

/** The builder of a column: `varchar('name', { length: 40 }).notNull()`. Keys are written by the table. */
export function columnCode(
  column: InspectedColumn,
  names: SchemaNames,
  options: { isKey: boolean; inView: boolean },
): string {
  const serial = serialType(column)
  const type = serial
    ? builder({ names, name: serial.name, column: column.name, config: serial.config })
    : typeCode(column, names)
  const array = '.array()'.repeat(column.dimensions)
  if (options.inView) return type + array
  const key = options.isKey ? '.primaryKey()' : ''
  const notNull = column.notNull && !options.isKey && !serial && column.identity === null ? '.notNull()' : ''
  return type + array + key + notNull + (serial ? '' : identityCode(column) || defaultCode(column))
}

function builder(call: {
  names: SchemaNames
  name: string
  column: string
  config?: Record<string, string | null>
}): string {
  const { names, name, column, config = {} } = call
  const entries = Object.entries(config).filter(([, value]) => value !== null)
  const second = entries.length > 0 ? `, { ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }` : ''
  return `${names.use(name)}(${quote(column)}${second})`
}

const serials: Record<string, { name: string; config: Record<string, string> }> = {
  int2: { name: 'smallserial', config: {} },
  int4: { name: 'serial', config: {} },
  int8: { name: 'bigserial', config: { mode: `'bigint'` } },
}

/** A column with a sequence that belongs to it and gives its default. */
function serialType(column: InspectedColumn): { name: string; config: Record<string, string> } | undefined {
  const isSerial = column.identity === null && column.sequence !== null && column.dimensions === 0 && column.notNull
  return isSerial ? serials[column.typeName] : undefined
}

const plain: Record<string, string> = {
  int2: 'smallint',
  int4: 'integer',
  float4: 'real',
  float8: 'doublePrecision',
  bool: 'boolean',
  text: 'text',
  uuid: 'uuid',
  date: 'date',
  json: 'json',
  jsonb: 'jsonb',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
  macaddr8: 'macaddr8',
  point: 'point',
  line: 'line',
}

function typeCode(column: InspectedColumn, names: SchemaNames): string {
  const { typeName, modifier, isBuiltIn } = column
  if (column.isEnum) {
    const variable = names.enumVariable(column.typeSchema, typeName)
    return variable ? `${variable}(${quote(column.name)})` : customCode(column, names)
  }
  if (!isBuiltIn) return extensionCode(column, names)
  const precision = modifier >= 0 ? String(modifier) : null
  const length = modifier > 4 ? String(modifier - 4) : null
  const zone = typeName.endsWith('tz') ? 'true' : null
  const make = (name: string, config?: Record<string, string | null>) =>
    builder({ names, name, column: column.name, config })
  if (plain[typeName] !== undefined) return make(plain[typeName])
  if (typeName === 'int8') return make('bigint', { mode: `'bigint'` })
  if (typeName === 'varchar') return make('varchar', { length })
  // Without a length of its own `char` is `char(1)` to Drizzle, and any length to PostgreSQL.
  if (typeName === 'bpchar' && length !== null) return make('char', { length })
  if (typeName === 'numeric') return make('numeric', numericConfig(modifier))
  if (typeName === 'time' || typeName === 'timetz') return make('time', { precision, withTimezone: zone })
  if (typeName === 'timestamp' || typeName === 'timestamptz') {
    // As text, for a JavaScript date would drop the microseconds.
    return make('timestamp', { precision, withTimezone: zone, mode: `'string'` })
  }
  if (typeName === 'interval') return make('interval', intervalConfig(elementType(column)))
  if (typeName === 'bit') return make('bit', { dimensions: String(Math.max(1, modifier)) })
  return customCode(column, names)
}

function numericConfig(modifier: number): Record<string, string | null> {
  if (modifier < 4) return {}
  const packed = modifier - 4
  // Eleven bits with a sign.
  const scale = ((packed & 0x7ff) ^ 1024) - 1024
  return { precision: String((packed >> 16) & 0xffff), scale: scale === 0 ? null : String(scale) }
}

function intervalConfig(formatted: string): Record<string, string | null> {
  const match = /^interval(?: ([a-z ]+?))?(?:\((\d)\))?$/.exec(formatted)
  const fields = match?.[1] === undefined ? null : quote(match[1])
  return { fields, precision: match?.[2] ?? null }
}

function extensionCode(column: InspectedColumn, names: SchemaNames): string {
  const { typeName, modifier } = column
  if ((typeName === 'vector' || typeName === 'halfvec') && modifier > 0) {
    return builder({ names, name: typeName, column: column.name, config: { dimensions: String(modifier) } })
  }
  return customCode(column, names)
}

function customCode(column: InspectedColumn, names: SchemaNames): string {
  return `${names.customVariable(elementType(column))}(${quote(column.name)})`
}

/** As PostgreSQL writes it, `public` left out, for that is on everybody's path. */
function elementType(column: InspectedColumn): string {
  const element = column.dimensions > 0 ? column.formatted.replace(/(\[\])+$/, '') : column.formatted
  return element.replace(/^public\./, '')
}

function identityCode(column: InspectedColumn): string {
  if (column.identity === null) return ''
  const call = column.identity === 'always' ? 'generatedAlwaysAsIdentity' : 'generatedByDefaultAsIdentity'
  const { sequence } = column
  if (!sequence) return `.${call}()`
  const limits: Record<string, string> = { int2: '32767', int4: '2147483647', int8: '9223372036854775807' }
  const rising = !sequence.increment.startsWith('-')
  const options = [
    `name: ${quote(sequence.name)}`,
    ...(sequence.start === '1' ? [] : [`startWith: ${quote(sequence.start)}`]),
    ...(sequence.increment === '1' ? [] : [`increment: ${quote(sequence.increment)}`]),
    ...(rising && sequence.min === '1' ? [] : [`minValue: ${quote(sequence.min)}`]),
    ...(rising && sequence.max === limits[column.typeName] ? [] : [`maxValue: ${quote(sequence.max)}`]),
    ...(sequence.cache === '1' ? [] : [`cache: ${quote(sequence.cache)}`]),
    ...(sequence.cycle ? ['cycle: true'] : []),
  ]
  return `.${call}({ ${options.join(', ')} })`
}

function defaultCode(column: InspectedColumn): string {
  if (column.default === null) return ''
  if (column.generated) return `.generatedAlwaysAs(${sqlTemplate(column.default)})`
  return `.default(${literal(column, column.default) ?? sqlTemplate(column.default)})`
}

/** A default that TypeScript can say; null where only SQL can. */
function literal(column: InspectedColumn, expression: string): string | null {
  if (column.dimensions > 0) return null
  if (column.typeName === 'bool') return expression === 'true' || expression === 'false' ? expression : null
  const number = /^(?:\(?(-?\d+(?:\.\d+)?)\)?|'(-?\d+(?:\.\d+)?)'::[a-z ]+)$/.exec(expression)
  const digits = number?.[1] ?? number?.[2]
  if (digits !== undefined) {
    if (column.typeName === 'int2' || column.typeName === 'int4') return /^-?\d{1,10}$/.test(digits) ? digits : null
    return column.typeName === 'numeric' ? quote(digits) : null
  }
  const isText = column.isEnum || (column.isBuiltIn && ['text', 'varchar', 'bpchar'].includes(column.typeName))
  const text = isText ? /^'((?:[^'\\]|'')*)'::[\w ".()]+$/.exec(expression)?.[1] : undefined
  return text === undefined ? null : quote(text.replaceAll("''", "'"))
}
