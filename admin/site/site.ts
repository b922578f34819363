import type { PgTable } from 'drizzle-orm/pg-core'
import type { FieldType } from '../fields/field-type'
import type { FileStore } from '../files/file-store'
import { columnTypes } from '../fields/registry'
import type { Casing } from '../schema/columns'
import type { RowLabel, SchemaModel, TableModel } from '../schema/model'
import type { DeclaredFacts } from '../schema/declared-facts'
import { readSchema } from '../schema/read-schema'
import { byName } from '../schema/by-name'
import { choicesOf, fieldOptions, type AnyField } from './field-options'
import type { KeySealer } from '../schema/sealed-key'
import type { ActionOptions } from './action'
import { accountSettings, type AccountOptions, type AccountSettings } from './account-options'
import type { AdminDeclaration, AdminOptions, Permissions } from './admin'
import type { GroupPermissions, PermissionsByGroup } from './group-permissions'
import type { HomeCard } from './home-card'
import { nameFailures } from './name-failures'
import type { RowSecurity } from './row-security'

export interface SiteOptions {
  /** Shown in the corner of every page. */
  title: string
  /** `import * as schema from '@/db/schema'`: every exported table has an admin. */
  schema: Record<string, unknown>
  /** The declared admins, in the order of the navigation. The others follow by name. */
  admins?: AdminDeclaration[]
  /** Types of your own, which columns have that they match without being declared so. The first that matches counts. */
  fieldTypes?: readonly FieldType[]
  /** For columns without an explicit name. The database client needs the same value. */
  casing?: Casing
  /** Actions of every table. One that a table declares under the same name takes its place there. */
  actions?: ActionOptions<PgTable>[]
  /** Limits for changes of many rows at once: bulk edits and actions. */
  plans?: {
    /** The most rows that one change may affect. Default 100,000. */
    mostRows?: number
  }
  /**
   * Rules for all tables under one heading of the navigation: `{ Sales: { view: (actor) => actor.in('sales') } }`. Those of each table apply
   * besides.
   */
  permissions?: PermissionsByGroup
  /** Sessions, passwords and throttling. */
  accounts?: AccountOptions
  /** Runs each request under a role of the database, so that its row level security policies apply as well. */
  rls?: RowSecurity
  /** Where uploaded files are kept. Default: what `BROLLY_FILES` says. */
  files?: FileStore
  /** Cards at the top of the start page, such as the number of orders that are paid and not shipped. Default: none. */
  home?: readonly HomeCard[]
  /** Encrypts the keys of rows in URLs if they are secrets. Default: `AUTH_SECRET` from the environment. */
  secret?: string
}

const mostRows = 100_000

/** A table's admin: the model and the declared options. */
export interface Admin {
  readonly table: TableModel
  /** As in permissions: `products`. */
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
  /**
   * Tables that are declared more than once, with their positions in `admins`. `check` reports them, and nobody may
   * access them.
   */
  readonly doubled: readonly { path: string; indexes: readonly number[] }[]
  /** Declarations whose table is not exported by the schema. `check` reports them. */
  readonly strays: readonly AdminDeclaration[]
  readonly casing: Casing
  readonly plans: { readonly mostRows: number }
  readonly home: readonly HomeCard[]
  readonly groupPermissions: ReadonlyMap<string, GroupPermissions>
  readonly accounts: AccountSettings
  /** Declared by the site; null leaves it to the environment. */
  readonly files: FileStore | null
  /** Null: requests run under the connection's own role. */
  readonly rls: RowSecurity | null
  /** Encrypts the secret parts of keys. */
  readonly sealer: KeySealer
  /** What keys are derived from, the current one first. */
  readonly secrets: () => readonly string[]
  byPath(path: string): Admin | undefined
  adminOf(table: TableModel): Admin
}

/**
 * Reads the schema and applies the declarations. Mistakes are not thrown here: `checkSite` lists them all.
 *
 * @param own Brolly's own tables and their admins, which come last, the sealer for keys, and the secrets.
 */
export function buildSite(
  {
    title,
    schema,
    admins = [],
    fieldTypes,
    casing,
    plans,
    actions = [],
    permissions = {},
    accounts,
    rls,
    files,
    home = [],
  }: SiteOptions,
  own: {
    schema: Record<string, unknown>
    admins: readonly AdminDeclaration[]
    sealer: KeySealer
    secrets: () => readonly string[]
  },
): Site {
  const declarations = [...admins, ...own.admins]
  const model = readSchema(
    { ...schema, ...own.schema },
    {
      casing,
      types: columnTypes,
      declared: (source) => ({
        ...declaredFacts(declarations.find(({ table }) => table === source)?.options),
        // Brolly's own columns are not for others to draw.
        ownTypes: Object.values(own.schema).includes(source) ? [] : fieldTypes,
      }),
    },
  )
  const declared = new Map<TableModel, { options: AdminOptions<PgTable>; at: number }[]>()
  const strays: AdminDeclaration[] = []
  for (const [index, declaration] of declarations.entries()) {
    const table = model.bySource(declaration.table)
    if (table) declared.set(table, [...(declared.get(table) ?? []), { options: declaration.options, at: index }])
    else strays.push(declaration)
  }
  const doubled = [...declared].filter(([, several]) => several.length > 1)
  const paths = model.tables.map((table) => table.path)
  // Two declarations may have contradictory rules. Until that is resolved, access is denied.
  const closed = (table: TableModel) =>
    (declared.get(table)?.length ?? 0) > 1 || paths.indexOf(table.path) !== paths.lastIndexOf(table.path)
  const order = [...declared.keys()].filter((table) => !isSystem(table))
  const rest = model.tables.filter((table) => !declared.has(table)).toSorted((a, b) => a.path.localeCompare(b.path))
  const system = [...declared.keys()].filter(isSystem)
  const all = [...order, ...rest, ...system].map((table) => {
    const options = withActions(declared.get(table)?.[0]?.options ?? {}, isSystem(table) ? [] : actions)
    return adminFor(table, closed(table) ? { ...options, permissions: nobody } : options)
  })
  return {
    title,
    schema: model,
    admins: all,
    doubled: doubled.map(([{ path }, several]) => ({ path, indexes: several.map(({ at }) => at) })),
    strays,
    casing,
    plans: { mostRows: plans?.mostRows ?? mostRows },
    home,
    groupPermissions: new Map(Object.entries(permissions)),
    accounts: accountSettings(accounts),
    files: files ?? null,
    rls: rls ?? null,
    sealer: own.sealer,
    secrets: own.secrets,
    ...findersOf(all),
  }
}

function findersOf(all: readonly Admin[]): Pick<Site, 'byPath' | 'adminOf'> {
  const byTable = new Map(all.map((admin) => [admin.table, admin]))
  const byPath = new Map(all.map((admin) => [admin.path, admin]))
  return {
    byPath: (path) => byPath.get(path),
    adminOf(table) {
      const admin = byTable.get(table)
      if (!admin) throw new Error(`The table ${table.path} is not part of this site.`)
      return admin
    },
  }
}

/** What a declaration says about the columns themselves, which their field types depend on. */
function declaredFacts(options: AdminOptions<PgTable> | undefined): DeclaredFacts | undefined {
  if (!options) return undefined
  const { secrets, personal, form } = options
  // The types of the fields' own options do not matter here.
  const given = Object.entries((form?.fields ?? {}) as Readonly<Record<string, AnyField>>)
  const fields = given.map(
    ([name, { type, choices }]) => [name, { type, choices: choices && choicesOf(choices) }] as const,
  )
  return { secrets, personal, fields: byName(fields) }
}

/** With those of the site that the table does not declare itself. */
function withActions(options: AdminOptions<PgTable>, all: readonly ActionOptions<PgTable>[]): AdminOptions<PgTable> {
  const own = options.actions ?? []
  const names = new Set(own.map(({ name }) => name))
  const others = all.filter(({ name }) => !names.has(name))
  return others.length === 0 ? options : { ...options, actions: [...own, ...others] }
}

const nobody: Permissions<PgTable> = {
  view: () => false,
  add: () => false,
  change: () => false,
  delete: () => false,
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

/**
 * Declared labels and help texts replace those derived from names. The model has not been passed on yet, so it may be
 * changed.
 */
function applyNames(table: TableModel, options: AdminOptions<PgTable>): void {
  const { labels = {}, help = {} } = options
  for (const column of table.columns) {
    const field = fieldOptions({ options }, column)
    const label = field.label ?? (Object.hasOwn(labels, column.key) ? labels[column.key] : undefined)
    const text = field.help ?? (Object.hasOwn(help, column.key) ? help[column.key] : undefined)
    Object.assign(column, label === undefined ? {} : { label }, text === undefined ? {} : { help: text })
  }
}
