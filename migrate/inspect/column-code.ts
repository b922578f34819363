import { quote, sqlTemplate } from './identifiers'
import type { InspectedColumn, InspectedSequence } from './shape'

/** Collects what the code of a schema needs besides itself. */
export interface SchemaNames {
  /** Records that a name of `drizzle-orm/pg-core` is used. */
  use(name: string): string
  /** The variable of an enum; null if the schema does not declare it. */
  enumVariable(schema: string, name: string): string | null
  /** The variable of a `customType` for a type that Drizzle does not support. */
  customVariable(sqlType: string, data: string, isDomain: boolean): string
}

/** The builder of a column: `varchar('name', { length: 40 }).notNull()`. Keys are written with the table. */
export function columnCode(
  column: InspectedColumn,
  names: SchemaNames,
  options: { table: { schema: string; name: string }; isKey: boolean; inView: boolean },
): string {
  const serial = serialType(column, options.table)
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

/** A column that owns its sequence, takes its default from it, and matches what a serial type creates. */
function serialType(
  column: InspectedColumn,
  table: { schema: string; name: string },
): { name: string; config: Record<string, string> } | undefined {
  const { sequence } = column
  if (!column.notNull || column.dimensions > 0 || !sequence || !isSerialSequence(column, table)) return undefined
  return serials[column.typeName]
}

/** Whether a serial type creates this sequence, so that it need not be declared. */
export function isSerialSequence(column: InspectedColumn, table: { schema: string; name: string }): boolean {
  const { sequence } = column
  if (column.identity !== null || !sequence || serials[column.typeName] === undefined || !column.notNull) return false
  return (
    sequence.schema === table.schema &&
    sequence.name === sequenceNameOf(table.name, column.name) &&
    /^nextval\('[^]*'::regclass\)$/.test(column.default ?? '') &&
    sequence.max === limits[column.typeName] &&
    [sequence.start, sequence.increment, sequence.min, sequence.cache].every((value) => value === '1') &&
    !sequence.cycle
  )
}

/** As PostgreSQL names it: the longer of the two names is truncated until the result has 63 bytes. */
function sequenceNameOf(table: string, column: string): string {
  const names = { table: Array.from(table), column: Array.from(column) }
  const size = (letters: readonly string[]) => Buffer.byteLength(letters.join(''))
  while (size(names.table) + size(names.column) + '__seq'.length > 63) {
    if (size(names.table) > size(names.column)) names.table.pop()
    else names.column.pop()
  }
  return `${names.table.join('')}_${names.column.join('')}_seq`
}

/** The default maximum of a sequence. */
const limits: Record<string, string> = { int2: '32767', int4: '2147483647', int8: '9223372036854775807' }

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
  // `char` without a length means `char(1)` to Drizzle, and any length to PostgreSQL.
  if (typeName === 'bpchar' && length !== null) return make('char', { length })
  if (typeName === 'numeric') return make('numeric', numericConfig(modifier))
  if (typeName === 'time' || typeName === 'timetz') return make('time', { precision, withTimezone: zone })
  if (typeName === 'timestamp' || typeName === 'timestamptz') {
    // As text, because a JavaScript date would drop the microseconds.
    return make('timestamp', { precision, withTimezone: zone, mode: `'string'` })
  }
  if (typeName === 'interval') return make('interval', intervalConfig(elementType(column)))
  if (typeName === 'bit') return make('bit', { dimensions: String(Math.max(1, modifier)) })
  return customCode(column, names)
}

function numericConfig(modifier: number): Record<string, string | null> {
  if (modifier < 4) return {}
  const packed = modifier - 4
  // Eleven bits, signed.
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

/** The JavaScript type that the driver returns for a type unknown to Drizzle. A domain has that of its base type. */
const driverTypes: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  oid: 'number',
  float4: 'number',
  float8: 'number',
  bool: 'boolean',
  bytea: 'Uint8Array',
  json: 'unknown',
  jsonb: 'unknown',
}

function customCode(column: InspectedColumn, names: SchemaNames): string {
  const data = driverTypes[column.baseType] ?? 'string'
  const { domain } = column
  const call = names.customVariable(elementType(column), data, domain !== null)
  return `${call}(${quote(column.name)}${domain ? `, ${domainCode(domain)}` : ''})`
}

/** Passes the base type of a domain to the admin; Drizzle hands it to `dataType`, which ignores it. */
function domainCode(domain: NonNullable<InspectedColumn['domain']>): string {
  const parts = [
    `base: ${quote(domain.base.replace(/^public\./, ''))}`,
    ...(domain.values ? [`values: [${domain.values.map(quote).join(', ')}]`] : []),
    ...(domain.required ? ['required: true'] : []),
    ...(domain.default === null ? [] : [`default: ${quote(domain.default)}`]),
  ]
  return `{ ${parts.join(', ')} }`
}

/** As PostgreSQL prints it, without `public`, which is on every search path. */
function elementType(column: InspectedColumn): string {
  const element = column.dimensions > 0 ? column.formatted.replace(/(\[\])+$/, '') : column.formatted
  return element.replace(/^public\./, '')
}

function identityCode(column: InspectedColumn): string {
  if (column.identity === null) return ''
  const call = column.identity === 'always' ? 'generatedAlwaysAsIdentity' : 'generatedByDefaultAsIdentity'
  const { sequence } = column
  if (!sequence) return `.${call}()`
  const options = [`name: ${quote(sequence.name)}`, ...sequenceOptions(sequence, limits[column.typeName])]
  return `.${call}({ ${options.join(', ')} })`
}

/** The options that differ from the defaults. */
export function sequenceOptions(sequence: InspectedSequence, limit = limits.int8): string[] {
  const rising = !sequence.increment.startsWith('-')
  return [
    ...(sequence.start === '1' ? [] : [`startWith: ${quote(sequence.start)}`]),
    ...(sequence.increment === '1' ? [] : [`increment: ${quote(sequence.increment)}`]),
    ...(rising && sequence.min === '1' ? [] : [`minValue: ${quote(sequence.min)}`]),
    ...(rising && sequence.max === limit ? [] : [`maxValue: ${quote(sequence.max)}`]),
    ...(sequence.cache === '1' ? [] : [`cache: ${quote(sequence.cache)}`]),
    ...(sequence.cycle ? ['cycle: true'] : []),
  ]
}

function defaultCode(column: InspectedColumn): string {
  if (column.default === null) return ''
  if (column.generated) return `.generatedAlwaysAs(${sqlTemplate(column.default)})`
  return `.default(${literal(column, column.default) ?? sqlTemplate(column.default)})`
}

/** A default that TypeScript can express; null if only SQL can. */
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
