import { columnCode, type SchemaNames } from './column-code'
import { camelCase, docComment, Identifiers, propertyName, quote, sqlTemplate } from './identifiers'
import type { InspectedConstraint, InspectedIndex, InspectedTable, Leftover } from './shape'
import { viewCode } from './view-code'

/** A table with its name in TypeScript. */
export interface NamedTable {
  readonly table: InspectedTable
  readonly variable: string
  /** The property name of each column. */
  readonly keys: ReadonlyMap<string, string>
}

export interface TableNames extends SchemaNames {
  /** The variable of a `pgSchema`; null for `public`. */
  schemaVariable(schema: string): string | null
  find(schema: string, table: string): NamedTable | undefined
  /** Whether the schema declares a table or a view. */
  declares(relation: { schema: string; name: string }): boolean
  /** The variable of a table's `relations()`. */
  relationsVariable(table: NamedTable): string
}

/** Properties that Drizzle itself puts on a table. */
const ownProperties = ['_', 'enableRLS', 'getSQL', 'shouldOmitSQLParens', 'constructor']

export function nameTable(table: InspectedTable, variable: string): NamedTable {
  const properties = new Identifiers(ownProperties)
  const keys = new Map(
    table.columns.map(({ name }) => {
      const key = camelCase(name)
      // Reserved words of JavaScript may be property names.
      return [name, properties.claimProperty(key, 'Column')]
    }),
  )
  return { table, variable, keys }
}

/** The declaration of a table or a view, below comments that keep what Drizzle cannot express about it. */
export function tableCode(named: NamedTable, names: TableNames, leftovers: readonly Leftover[]): string {
  const { table, variable } = named
  const start = `${docComment(table.comment)}${leftovers.map(leftoverComment).join('')}export const ${variable} = `
  const body = `{\n${columnLines(named, names).join('\n')}\n}`
  if (table.kind !== 'table') return start + viewCode(table, { names, body })
  const schema = names.schemaVariable(table.schema)
  const make = schema ? `${schema}.table` : names.use('pgTable')
  const secured = table.rowSecurity ? '.enableRLS()' : ''
  const extras = [
    ...table.constraints.map((constraint) => constraintCode(constraint, named, names)),
    ...indexesCode(named, names),
  ]
  const written = extras.filter((extra) => extra !== null)
  if (written.length === 0) return `${start}${make}(${quote(table.name)}, ${body})${secured}\n`
  // The type is written out because tables may refer to each other in a cycle.
  const type = names.use('PgTableExtraConfigValue')
  const lines = written.map((extra) => `  ${extra},`).join('\n')
  return `${start}${make}(${quote(table.name)}, ${body}, (table): ${type}[] => [\n${lines}\n])${secured}\n`
}

function columnLines(named: NamedTable, names: TableNames): string[] {
  const { table } = named
  return table.columns.map((column) => {
    const isKey = singleKey(table)?.columns[0] === column.name
    const code = columnCode(column, names, { table, isKey, inView: table.kind !== 'table' })
    return `${docComment(column.comment, '  ')}  ${propertyName(property(named, column.name))}: ${code},`
  })
}

/** A comment line that keeps something beyond Drizzle, with the statement that creates it. */
export function leftoverComment({ what, name, statement }: Pick<Leftover, 'what' | 'name' | 'statement'>): string {
  const line = `Not in Drizzle: ${what} ${name}${statement === null ? '' : `: ${statement}`}`
  return line
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line, index) => `${index === 0 ? '//' : '//  '} ${line}`.trimEnd() + '\n')
    .join('')
}

export function property(named: NamedTable, column: string): string {
  return named.keys.get(column) ?? camelCase(column)
}

/** A single-column primary key with the name that Drizzle would give it. */
function singleKey(table: InspectedTable): InspectedConstraint | undefined {
  const key = table.constraints.find(({ kind }) => kind === 'p')
  return key?.columns.length === 1 && key.name === `${table.name}_pkey` ? key : undefined
}

export function reach(named: NamedTable, variable: string, columns: readonly string[]): string {
  return `[${columns.map((column) => `${variable}.${property(named, column)}`).join(', ')}]`
}

function constraintCode(constraint: InspectedConstraint, named: NamedTable, names: TableNames): string | null {
  const columns = () => reach(named, 'table', constraint.columns)
  const name = quote(constraint.name)
  switch (constraint.kind) {
    case 'p':
      if (singleKey(named.table) === constraint) return null
      return `${names.use('primaryKey')}({ name: ${name}, columns: ${columns()} })`
    case 'u': {
      const nulls = constraint.nullsNotDistinct ? '.nullsNotDistinct()' : ''
      return `${names.use('unique')}(${name}).on(${columns().slice(1, -1)})${nulls}`
    }
    case 'c':
      return `${names.use('check')}(${name}, ${sqlTemplate(constraint.expression ?? 'true')})`
    case 'f': {
      const target = constraint.target && names.find(constraint.target.schema, constraint.target.table)
      // A key into a partition or an extension's table has no target in the schema.
      if (!target || !constraint.target) return null
      const foreign = reach(target, target === named ? 'table' : target.variable, constraint.target.columns)
      const onDelete = constraint.onDelete === 'no action' ? '' : `.onDelete(${quote(constraint.onDelete)})`
      const onUpdate = constraint.onUpdate === 'no action' ? '' : `.onUpdate(${quote(constraint.onUpdate)})`
      const make = names.use('foreignKey')
      return `${make}({ name: ${name}, columns: ${columns()}, foreignColumns: ${foreign} })${onUpdate}${onDelete}`
    }
  }
}

function indexesCode(named: NamedTable, names: TableNames): string[] {
  return named.table.indexes.map((index) => {
    const make = names.use(index.unique ? 'uniqueIndex' : 'index')
    const parts = index.parts.map((part) => partCode(part, { named, method: index.method }))
    const on =
      index.method === 'btree' ? `on(${parts.join(', ')})` : `using(${quote(index.method)}, ${parts.join(', ')})`
    const where = index.predicate === null ? '' : `.where(${sqlTemplate(index.predicate)})`
    return `${make}(${quote(index.name)}).${on}${where}${storage(index)}`
  })
}

function storage(index: InspectedIndex): string {
  const settings = Object.entries(index.with)
  if (settings.length === 0) return ''
  return `.with({ ${settings.map(([name, value]) => `${propertyName(name)}: ${quote(value)}`).join(', ')} })`
}

function partCode(
  part: InspectedIndex['parts'][number],
  { named, method }: { named: NamedTable; method: string },
): string {
  const sorted = method === 'btree' && (part.descending || part.nullsFirst)
  // drizzle-kit loses the sort order next to an operator class, except for an expression.
  if (part.column === null || (sorted && part.operatorClass !== null)) {
    const words = [part.expression, part.operatorClass, part.descending ? 'desc' : null].filter((word) => word !== null)
    if (part.nullsFirst !== part.descending) words.push(part.nullsFirst ? 'nulls first' : 'nulls last')
    return sqlTemplate(words.join(' '))
  }
  let code = `table.${property(named, part.column)}`
  if (sorted) {
    if (part.descending) code += part.nullsFirst ? '.desc().nullsFirst()' : '.desc().nullsLast()'
    else code += '.asc().nullsFirst()'
  }
  return part.operatorClass === null ? code : `${code}.op(${quote(part.operatorClass)})`
}
