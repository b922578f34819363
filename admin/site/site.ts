import type { PgTable } from 'drizzle-orm/pg-core'
import { brollyAdmins, brollySchema } from '../brolly/admins'
import type { Casing } from '../schema/columns'
import type { RowLabel, SchemaModel, TableModel } from '../schema/model'
import { readSchema } from '../schema/read-schema'
import type { AdminDeclaration, AdminOptions } from './admin'
import { nameFailures } from './name-failures'

export interface SiteOptions {
  /** In the corner of every page. */
  title: string
  /** `import * as schema from '@/db/schema'`: every exported table has an admin. */
  schema: Record<string, unknown>
  /** The declared ones, in the order of the navigation; the rest follow by name. */
  admins?: AdminDeclaration[]
  /** For columns without a name of their own; give the database client the same. */
  casing?: Casing
}

/** A table's admin: the model and what was declared about it. */
export interface Admin {
  readonly table: TableModel
  /** As in grants: `products`. */
  readonly path: string
  readonly options: AdminOptions<PgTable>
  readonly label: RowLabel
  readonly singular: string
  readonly plural: string
  readonly group: string | null
  /** One of Brolly's own tables. */
  readonly system: boolean
}

export interface Site {
  readonly title: string
  readonly schema: SchemaModel
  readonly admins: readonly Admin[]
  /** Declarations whose table is not among the schema's exports; reported by `check`. */
  readonly strays: readonly AdminDeclaration[]
  readonly casing: Casing
  byPath(path: string): Admin | undefined
  adminOf(table: TableModel): Admin
}

/** Reads the schema and puts the declarations to it. Mistakes are no exceptions here: `checkSite` lists them all. */
export function defineSite({ title, schema, admins = [], casing }: SiteOptions): Site {
  const model = readSchema({ ...schema, ...brollySchema }, casing)
  const declarations = [...admins, ...brollyAdmins]
  const declared = new Map<TableModel, AdminDeclaration>()
  const strays: AdminDeclaration[] = []
  for (const declaration of declarations) {
    const table = model.bySource(declaration.table)
    if (table) declared.set(table, declaration)
    else strays.push(declaration)
  }
  const order = [...declared.keys()].filter((table) => !isSystem(table))
  const rest = model.tables.filter((table) => !declared.has(table)).toSorted((a, b) => a.path.localeCompare(b.path))
  const own = [...declared.keys()].filter(isSystem)
  const all = [...order, ...rest, ...own].map((table) => adminFor(table, declared.get(table)?.options ?? {}))
  const byTable = new Map(all.map((admin) => [admin.table, admin]))
  const byPath = new Map(all.map((admin) => [admin.path, admin]))
  return {
    title,
    schema: model,
    admins: all,
    strays,
    casing,
    byPath: (path) => byPath.get(path),
    adminOf(table) {
      const admin = byTable.get(table)
      if (!admin) throw new Error(`The table ${table.path} is not part of this site.`)
      return admin
    },
  }
}

const isSystem = (table: TableModel) => table.schema === 'brolly'

function adminFor(table: TableModel, declared: AdminOptions<PgTable>): Admin {
  const options = nameFailures(table.path, declared)
  applyNames(table, options)
  return {
    table,
    path: table.path,
    options,
    label: declaredLabel(table, options) ?? table.label,
    singular: options.singular ?? table.singular,
    plural: options.plural ?? table.plural,
    group: options.group ?? table.schema,
    system: isSystem(table),
  }
}

function declaredLabel(table: TableModel, { label }: AdminOptions<PgTable>): RowLabel | undefined {
  if (typeof label === 'function') return { kind: 'expression', sql: (source) => label(source as PgTable) }
  const column = label && table.columns.find(({ key }) => key === label)
  return column ? { kind: 'columns', columns: [column], cut: false } : undefined
}

/** Declared labels and help texts take the place of those made from the names. The model is still ours: nobody has seen it. */
function applyNames(table: TableModel, { labels = {}, help = {} }: AdminOptions<PgTable>): void {
  for (const column of table.columns) {
    const label = Object.hasOwn(labels, column.key) ? labels[column.key] : undefined
    const text = Object.hasOwn(help, column.key) ? help[column.key] : undefined
    Object.assign(column, label === undefined ? {} : { label }, text === undefined ? {} : { help: text })
  }
}
