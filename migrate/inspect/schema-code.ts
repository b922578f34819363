import { isSerialSequence, sequenceOptions } from './column-code'
import { camelCase, Identifiers, quote } from './identifiers'
import { relationsCode } from './relations-code'
import type { InspectedDatabase, InspectedSequence, Leftover } from './shape'
import { leftoverComment, nameTable, tableCode, type NamedTable, type TableNames } from './table-code'

/** The facts about a domain that its column passes to the admin. */
const domainConfig = '{ base: string; values?: string[]; required?: boolean; default?: string }'

/** All names that a schema may import or receive as parameters: no table may have such a name. */
const imported =
  'bigint bigserial bit boolean char check cidr customType date doublePrecision foreignKey geometry halfvec index inet integer interval json jsonb line macaddr macaddr8 many numeric one pgEnum pgMaterializedView pgSchema pgSequence pgTable pgView point primaryKey real relations serial smallint smallserial sql table text time timestamp unique uniqueIndex uuid varchar vector'.split(
    ' ',
  )

/** Facts that the schema expresses differently: as comments above the tables, or by the schema names themselves. */
export const unspoken: ReadonlySet<string> = new Set(['comment', 'schema'])

export interface WrittenSchema {
  /** A complete file, ready to be imported. */
  readonly code: string
  /** Every table and view with the name of its export. */
  readonly tables: readonly NamedTable[]
  /** The types that Drizzle does not support, as PostgreSQL prints them. */
  readonly customTypes: readonly string[]
  /** Keys into tables outside the schema, and what else Drizzle cannot express. */
  readonly leftovers: readonly Leftover[]
}

/** Writes a Drizzle schema that declares the contents of a database. */
export function writeSchema(database: InspectedDatabase): WrittenSchema {
  return new SchemaWriter(database).write()
}

class SchemaWriter implements TableNames {
  private readonly database: InspectedDatabase
  private readonly identifiers = new Identifiers(imported)
  private readonly used = new Set<string>()
  private readonly schemas = new Map<string, string>()
  private readonly enums = new Map<string, string>()
  private readonly customs = new Map<string, { variable: string; data: string }>()
  private readonly tables = new Map<string, NamedTable>()

  constructor(database: InspectedDatabase) {
    this.database = database
    // Tables claim names first: theirs are the ones that users see and use.
    for (const table of database.tables) {
      const variable = this.claim(table.schema, table.name, 'Table')
      this.tables.set(key(table.schema, table.name), nameTable(table, variable))
    }
    const all = [...database.tables, ...database.enums, ...this.sequences()]
    for (const schema of new Set(all.map((thing) => thing.schema).filter((name) => name !== 'public')))
      this.schemas.set(schema, this.identifiers.claim(camelCase(schema), 'Schema'))
    for (const type of database.enums)
      this.enums.set(key(type.schema, type.name), this.claim(type.schema, type.name, 'Enum'))
  }

  write(): WrittenSchema {
    const named = [...this.tables.values()]
    const leftovers = this.leftovers()
    const tables = named.map((namedTable) =>
      tableCode(
        namedTable,
        this,
        leftovers.filter(({ schema, table }) => schema === namedTable.table.schema && table === namedTable.table.name),
      ),
    )
    const alone = leftovers
      .filter(({ table }) => table === null)
      .map(({ what, name, schema }) =>
        leftoverComment({ what, name: schema === 'public' ? name : `${schema}.${name}`, statement: null }),
      )
    const relations = relationsCode(named, this)
    const sections = [
      this.customsCode(),
      this.schemasCode(),
      this.enumsCode(),
      this.sequencesCode(),
      ...tables,
      ...relations,
    ]
    const body = sections.filter((section) => section !== '').join('\n')
    const head = alone.length === 0 ? '' : `\n${alone.toSorted().join('')}`
    return {
      code: `${this.imports(body)}${head}\n${body === '' ? 'export {}\n' : body}`,
      tables: named,
      customTypes: [...this.customs.keys()],
      leftovers,
    }
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

  customVariable(sqlType: string, data: string, isDomain: boolean): string {
    const known = this.customs.get(sqlType)
    if (known) return known.variable
    const variable = this.identifiers.claim(camelCase(sqlType), 'Type')
    this.customs.set(sqlType, { variable, data: isDomain ? `${data}; config: ${domainConfig}` : data })
    return variable
  }

  relationsVariable({ variable }: NamedTable): string {
    return this.identifiers.claim(`${variable}Relations`, '')
  }

  find(schema: string, table: string): NamedTable | undefined {
    return this.tables.get(key(schema, table))
  }

  declares({ schema, name }: { schema: string; name: string }): boolean {
    return this.find(schema, name) !== undefined
  }

  private leftovers(): Leftover[] {
    return [
      ...this.database.leftovers.filter(({ what }) => !unspoken.has(what)),
      ...this.lostKeys(),
      ...this.sequenceDetails(),
    ]
  }

  private lostKeys(): Leftover[] {
    return this.database.tables.flatMap(({ schema, name: table, constraints }) =>
      constraints.flatMap(({ name, target }): Leftover[] =>
        target === null || this.find(target.schema, target.table)
          ? []
          : [
              {
                schema,
                table,
                what: `foreign key to ${target.schema}.${target.table}`,
                name,
                statement: null,
                phase: 'after',
              },
            ],
      ),
    )
  }

  /** A sequence owned by a column, with a name or type that a serial type would not produce. */
  private sequenceDetails(): Leftover[] {
    const owners = new Map(
      this.database.tables.flatMap((table) =>
        table.columns.flatMap(({ name, sequence }) =>
          sequence ? [[key(sequence.schema, sequence.name), { table, column: name }] as const] : [],
        ),
      ),
    )
    return this.sequences().flatMap(({ schema, name, type }): Leftover[] => {
      const owner = owners.get(key(schema, name))
      if (!owner && type === 'bigint') return []
      const { table, column } = owner ?? {}
      const owned = table && column !== undefined ? ` OWNED BY ${sqlName(table.schema, table.name, column)}` : ''
      return [
        {
          schema: table?.schema ?? schema,
          table: table?.name ?? null,
          what: 'details of the sequence',
          name,
          statement: `ALTER SEQUENCE ${sqlName(schema, name)} AS ${type}${owned}`,
          phase: 'after',
        },
      ]
    })
  }

  /** The sequences that no serial column creates. */
  private sequences(): InspectedSequence[] {
    const made = new Set(
      this.database.tables.flatMap((table) =>
        table.columns.flatMap((column) =>
          column.sequence && isSerialSequence(column, table) ? [key(column.sequence.schema, column.sequence.name)] : [],
        ),
      ),
    )
    return this.database.sequences.filter(({ schema, name }) => !made.has(key(schema, name)))
  }

  private customsCode(): string {
    const lines = [...this.customs].map(
      ([type, { variable, data }]) =>
        `const ${variable} = ${this.use('customType')}<{ data: ${data} }>({ dataType: () => ${quote(type)} })\n`,
    )
    return lines.join('')
  }

  private schemasCode(): string {
    const lines = [...this.schemas].map(
      ([name, variable]) => `export const ${variable} = ${this.use('pgSchema')}(${quote(name)})\n`,
    )
    return lines.join('')
  }

  private enumsCode(): string {
    const lines = this.database.enums.map(({ schema, name, values }) => {
      const make = this.schemas.has(schema) ? `${this.schemas.get(schema)}.enum` : this.use('pgEnum')
      return `export const ${this.enums.get(key(schema, name))} = ${make}(${quote(name)}, [${values.map(quote).join(', ')}])\n`
    })
    return lines.join('')
  }

  private sequencesCode(): string {
    const lines = this.sequences().map((sequence) => {
      const { schema, name } = sequence
      const make = this.schemas.has(schema) ? `${this.schemas.get(schema)}.sequence` : this.use('pgSequence')
      const options = sequenceOptions(sequence)
      const second = options.length === 0 ? '' : `, { ${options.join(', ')} }`
      return `export const ${this.claim(schema, name, 'Sequence')} = ${make}(${quote(name)}${second})\n`
    })
    return lines.join('')
  }

  /** The plain name, or with its schema as a prefix if the plain one is taken. */
  private claim(schema: string, name: string, suffix: string): string {
    const plain = camelCase(name)
    if (schema === 'public' || !this.identifiers.has(plain)) return this.identifiers.claim(plain, suffix)
    return this.identifiers.claim(camelCase(`${schema}_${name}`), suffix)
  }

  private imports(body: string): string {
    const types = new Set(['PgTableExtraConfigValue'])
    const names = [...this.used].toSorted().map((name) => (types.has(name) ? `type ${name}` : name))
    const basics = [...(/\brelations\(/.test(body) ? ['relations'] : []), ...(/\bsql`/.test(body) ? ['sql'] : [])]
    const lines: string[] = []
    if (basics.length > 0) lines.push(`import { ${basics.join(', ')} } from 'drizzle-orm'`)
    if (names.length > 0) lines.push(`import { ${names.join(', ')} } from 'drizzle-orm/pg-core'`)
    return lines.length > 0 ? `${lines.join('\n')}\n` : ''
  }
}

function key(schema: string, name: string): string {
  return JSON.stringify([schema, name])
}

/** A name in SQL with every part quoted. */
export function sqlName(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}
