import { camelCase, Identifiers, quote } from './identifiers'
import type { InspectedDatabase } from './shape'
import { nameTable, tableCode, type NamedTable, type TableNames } from './table-code'

/** Everything that a schema may import: no table may take such a name. */
const imported =
  'bigint bigserial bit boolean char check cidr customType date doublePrecision foreignKey geometry halfvec index inet integer interval json jsonb line macaddr macaddr8 numeric pgEnum pgMaterializedView pgSchema pgTable pgView point primaryKey real serial smallint smallserial sql table text time timestamp unique uniqueIndex uuid varchar vector'.split(
    ' ',
  )

/** A Drizzle schema that declares what is in the database: a file that can be imported as it is. */
export function schemaCode(database: InspectedDatabase): string {
  const writer = new SchemaWriter(database)
  return writer.write()
}

class SchemaWriter implements TableNames {
  private readonly database: InspectedDatabase
  private readonly identifiers = new Identifiers(imported)
  private readonly used = new Set<string>()
  private readonly schemas = new Map<string, string>()
  private readonly enums = new Map<string, string>()
  private readonly customs = new Map<string, string>()
  private readonly tables = new Map<string, NamedTable>()

  constructor(database: InspectedDatabase) {
    this.database = database
    // Tables first: their names are the ones that people see and use.
    for (const table of database.tables) {
      const variable = this.claim(table.schema, table.name, 'Table')
      this.tables.set(key(table.schema, table.name), nameTable(table, variable))
    }
    const outside = [...database.tables, ...database.enums].map(({ schema }) => schema)
    for (const schema of new Set(outside.filter((name) => name !== 'public'))) {
      this.schemas.set(schema, this.identifiers.claim(camelCase(schema), 'Schema'))
    }
    for (const each of database.enums)
      this.enums.set(key(each.schema, each.name), this.claim(each.schema, each.name, 'Enum'))
  }

  write(): string {
    const tables = [...this.tables.values()].map((named) => tableCode(named, this))
    const enums = this.database.enums.map(({ schema, name, values }) => {
      const make = this.schemas.has(schema) ? `${this.schemas.get(schema)}.enum` : this.use('pgEnum')
      return `export const ${this.enums.get(key(schema, name))} = ${make}(${quote(name)}, [${values.map(quote).join(', ')}])\n`
    })
    const schemas = [...this.schemas].map(
      ([name, variable]) => `export const ${variable} = ${this.use('pgSchema')}(${quote(name)})\n`,
    )
    const customs = [...this.customs].map(
      ([type, variable]) =>
        `const ${variable} = ${this.use('customType')}<{ data: string }>({ dataType: () => ${quote(type)} })\n`,
    )
    const sections = [customs.join(''), schemas.join(''), enums.join(''), ...tables]
    const body = sections.filter((section) => section !== '').join('\n')
    return `${this.imports(body)}\n${body === '' ? 'export {}\n' : body}`
  }

  use(name: string): string {
    this.used.add(name)
    return name
  }

  enumVariable(schema: string, name: string): string | null {
    return this.enums.get(key(schema, name)) ?? null
  }

  schemaVariable(schema: string): string | null {
    return this.schemas.get(schema) ?? null
  }

  customVariable(sqlType: string): string {
    let variable = this.customs.get(sqlType)
    if (variable === undefined) {
      variable = this.identifiers.claim(camelCase(sqlType), 'Type')
      this.customs.set(sqlType, variable)
    }
    return variable
  }

  find(schema: string, table: string): NamedTable | undefined {
    return this.tables.get(key(schema, table))
  }

  /** The plain name, else with the schema before it. */
  private claim(schema: string, name: string, suffix: string): string {
    const plain = camelCase(name)
    if (schema === 'public' || !this.identifiers.has(plain)) return this.identifiers.claim(plain, suffix)
    return this.identifiers.claim(camelCase(`${schema}_${name}`), suffix)
  }

  private imports(body: string): string {
    const types = new Set(['PgTableExtraConfigValue'])
    const names = [...this.used].toSorted().map((name) => (types.has(name) ? `type ${name}` : name))
    const lines: string[] = []
    if (/\bsql`/.test(body)) lines.push(`import { sql } from 'drizzle-orm'`)
    if (names.length > 0) lines.push(`import { ${names.join(', ')} } from 'drizzle-orm/pg-core'`)
    return lines.length > 0 ? `${lines.join('\n')}\n` : ''
  }
}

function key(schema: string, name: string): string {
  return JSON.stringify([schema, name])
}
