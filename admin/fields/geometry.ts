import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { isNull } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

const number = String.raw`\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+|inf(?:inity)?|nan)(?:e[+-]?\d+)?\s*`
const point = String.raw`\s*\(${number},${number}\)\s*`
const barePoint = `${number},${number}`
const either = `(?:${point}|${barePoint})`

const shapes: Record<string, { source: string; example: string }> = {
  point: { source: either, example: '(1.5,2)' },
  line: { source: String.raw`\{${number},${number},${number}\}|\[${point},${point}\]`, example: '{1,-1,0}' },
  lseg: { source: String.raw`\[${point},${point}\]|\(${point},${point}\)|${point},${point}`, example: '[(0,0),(1,1)]' },
  box: {
    source: String.raw`\(${point},${point}\)|${point},${point}|${barePoint},${barePoint}`,
    example: '(2,2),(0,0)',
  },
  path: { source: String.raw`[[(]${point}(?:,${point})*[\])]|${point}(?:,${point})*`, example: '[(0,0),(1,1),(2,0)]' },
  polygon: { source: String.raw`\(${point}(?:,${point})*\)|${point}(?:,${point})*`, example: '((0,0),(1,1),(2,0))' },
  circle: { source: String.raw`<${point},${number}>|\(${point},${number}\)|${either},${number}`, example: '<(0,0),5>' },
}
const wellKnownText = {
  source: String.raw`[0-9a-f]{18,}|(?:SRID=\d+;)?[A-Z]{5,20}(?: {0,2}(?:ZM?|M))? {0,2}(?:EMPTY|\([-+0-9.e,()\sa-z]*\))`,
  example: 'POINT(1.5 2)',
}

function rules(column: ColumnFacts): FieldRules {
  const { source, example } = shapes[column.baseType] ?? wellKnownText
  return { pattern: { source, flags: 'i', message: words.typeShape(example), longest: 1_000_000 } }
}

/** Points, lines and areas, both of PostgreSQL itself and of PostGIS. */
export const geometry = fieldType({
  kind: 'geometry',
  matches: (column) => column.baseType in shapes || column.baseType === 'geometry' || column.baseType === 'geography',
  meta: (column) => ({ rules: rules(column), width: 'long', monospace: true }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: [isNull],
  sortable: false,
  heavy: true,
})
