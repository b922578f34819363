import type { DefElem, DropStmt, Node, RenameStmt } from 'libpg-query'
import { alterTableConcerns } from './alter-table'
import { changesRole } from './changes-role'
import { safe, type Concern, type Scope } from './concern'
import type { RuleId } from './finding'
import { droppedName, plainName, quoted, relationName, typeNameOf } from './relation'

type Handlers = {
  [Kind in NodeKind]?: (statement: NodeOf<Kind>, scope: Scope) => Concern[]
}

/** A node is an object with one key: its kind. */
type NodeKind = Node extends infer Each ? (Each extends object ? keyof Each : never) : never
type NodeOf<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind]

/** The concerns of all rules about one statement. */
export function statementConcerns(node: Node, scope: Scope): Concern[] {
  if (changesRole(node)) return [roleChange]
  for (const [kind, statement] of Object.entries(node)) {
    // The only entry of a node is its kind and the statement of that kind.
    const handle = handlers[kind as NodeKind] as ((statement: unknown, scope: Scope) => Concern[]) | undefined
    if (handle) return handle(statement, scope)
  }
  return [safe()]
}

const roleChange: Concern = {
  rule: 'lint.changing-role',
  class: 'breaks',
  message: 'The rest of the run would use another role or other settings, so migrate refuses it.',
}

const handlers: Handlers = {
  AlterTableStmt: alterTableConcerns,
  RenameStmt: renamed,
  DropStmt: dropped,
  AlterObjectSchemaStmt: ({ relation, object, newschema = '' }, scope) => {
    const table = relation ? relationName(relation) : object ? droppedName(object) : ''
    return scope.newTables.has(table) || scope.newTypes.has(table)
      ? [safe()]
      : [broken('lint.renaming', table, quoted(newschema))]
  },
  IndexStmt: ({ relation, concurrent }, scope) => {
    const table = relationName(relation)
    if (scope.newTables.has(table)) return [safe()]
    if (concurrent === true) return [safe('ShareUpdateExclusiveLock', table)]
    return [
      {
        rule: 'lint.creating-index',
        class: 'locks',
        table,
        lock: 'ShareLock',
        message: 'Writes are blocked while the index is built.',
      },
    ]
  },
  ReindexStmt: ({ relation, kind, params }) =>
    isSet(params, 'concurrently')
      ? [safe()]
      : [
          {
            rule: 'lint.reindexing',
            class: 'locks',
            ...(kind === 'REINDEX_OBJECT_TABLE' ? { table: relationName(relation), lock: 'ShareLock' } : {}),
            message: 'Writes, and reads that use the index, are blocked while it is rebuilt.',
          },
        ],
  TruncateStmt: ({ relations }, scope) =>
    (relations ?? []).map((node) => {
      const table = relationName('RangeVar' in node ? node.RangeVar : undefined)
      if (scope.newTables.has(table)) return safe()
      return {
        rule: 'lint.truncating',
        class: 'loses-data',
        table,
        lock: 'AccessExclusiveLock',
        message: 'All rows are lost.',
        loses: 'rows',
      }
    }),
  DeleteStmt: ({ relation, whereClause }, scope) => {
    const table = relationName(relation)
    if (scope.newTables.has(table)) return [safe()]
    return [
      {
        rule: 'lint.deleting-rows',
        class: 'loses-data',
        table,
        lock: 'RowExclusiveLock',
        message: whereClause
          ? 'The matching rows are lost, and locked until the transaction ends.'
          : 'All rows are lost, and locked until the transaction ends.',
        loses: 'rows',
      },
    ]
  },
  UpdateStmt: ({ relation, whereClause, targetList }, scope) => {
    const table = relationName(relation)
    if (scope.newTables.has(table)) return [safe()]
    const columns = (targetList ?? []).flatMap((node) => ('ResTarget' in node ? [node.ResTarget.name ?? ''] : []))
    const fresh = scope.newColumns.get(table)
    const old = columns.find((column) => !(fresh?.has(column) ?? false))
    const base = { rule: 'lint.updating-rows', table, lock: 'RowExclusiveLock' } as const
    if (whereClause || old === undefined)
      return [{ ...base, class: 'locks', message: 'The rows it changes are locked until the transaction ends.' }]
    return [
      {
        ...base,
        class: 'loses-data',
        message: `It has no condition, so it overwrites ${columns.join(', ')} in every row and locks all rows until the transaction ends.`,
        loses: { column: quoted(old) },
      },
    ]
  },
  VacuumStmt: ({ rels, options }) => {
    if (!isSet(options, 'full')) return [safe()]
    return tablesOf(rels).map((table) => rewritten(table))
  },
  ClusterStmt: ({ relation }) => [rewritten(relation && relationName(relation))],
  RefreshMatViewStmt: ({ concurrent, relation }) =>
    concurrent === true
      ? [safe()]
      : [
          {
            rule: 'lint.refreshing-view',
            class: 'locks',
            table: relationName(relation),
            lock: 'AccessExclusiveLock',
            message: 'Reads of the view are blocked while it is refreshed.',
          },
        ],
  LockStmt: ({ relations }) =>
    tablesOf(relations).map((table) => ({
      rule: 'lint.locking-table',
      class: 'locks',
      table,
      message: 'The table stays locked until the transaction ends.',
    })),
  DoStmt: () => [opaque('The contents of the block are not analysed.')],
  CallStmt: () => [opaque('The contents of the procedure are not analysed.')],
  TransactionStmt: () => [
    {
      rule: 'lint.transaction-control',
      class: 'breaks',
      message: 'It ends the runner’s transaction, so a failure would leave the migration partly applied.',
    },
  ],
  AlterDomainStmt: ({ subtype, def }) => {
    const isQuick = def && 'Constraint' in def && def.Constraint.skip_validation === true
    if ((subtype !== 'C' && subtype !== 'O') || isQuick) return [safe()]
    return [
      {
        rule: 'lint.adding-check',
        class: 'locks',
        message: 'Scans every row of every table with a column of this domain while writes are blocked.',
      },
    ]
  },
}

const renames: Partial<Record<NonNullable<RenameStmt['renameType']>, 'column' | 'relation' | 'type'>> = {
  OBJECT_COLUMN: 'column',
  OBJECT_ATTRIBUTE: 'column',
  OBJECT_TABLE: 'relation',
  OBJECT_VIEW: 'relation',
  OBJECT_MATVIEW: 'relation',
  OBJECT_FOREIGN_TABLE: 'relation',
  OBJECT_SCHEMA: 'type',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_FUNCTION: 'type',
}

function renamed(statement: RenameStmt, scope: Scope): Concern[] {
  const kind = statement.renameType && renames[statement.renameType]
  const table = relationName(statement.relation)
  if (kind === undefined || scope.newTables.has(table)) return [safe()]
  if (kind === 'column')
    return scope.newColumns.get(table)?.has(statement.subname ?? '')
      ? [safe('AccessExclusiveLock', table)]
      : [{ ...broken('lint.renaming', table, statement.subname ?? ''), lock: 'AccessExclusiveLock' }]
  if (kind === 'relation') return [{ ...broken('lint.renaming', table, plainName(table)), lock: 'AccessExclusiveLock' }]
  const { object } = statement
  const name = object && 'List' in object ? typeNameOf(object.List.items) : quoted(statement.subname ?? '')
  if (scope.newTypes.has(name)) return [safe()]
  return [scope.madeTypes.has(name) ? remade(name) : broken('lint.renaming', undefined, plainName(name))]
}

function remade(name: string): Concern {
  return {
    rule: 'lint.removing-enum-value',
    class: 'breaks',
    message: `The type ${plainName(name)} is recreated. It fails if a row has a removed value, and so does a version of the site that still writes one.`,
  }
}

function broken(rule: RuleId, table: string | undefined, name: string): Concern {
  return {
    rule,
    class: 'breaks',
    ...(table === undefined ? {} : { table }),
    message: `The version of the site that is running still uses ${name}, and fails.`,
  }
}

const drops: Partial<Record<NonNullable<DropStmt['removeType']>, (name: string, statement: DropStmt) => Concern>> = {
  OBJECT_TABLE: (table) => ({
    rule: 'lint.dropping-table',
    class: 'loses-data',
    table,
    lock: 'AccessExclusiveLock',
    message: 'Its rows are lost. A version of the site that still reads it fails.',
    loses: 'rows',
  }),
  OBJECT_TYPE: (name, { behavior }) => cascading('lint.dropping-type', name, behavior),
  OBJECT_DOMAIN: (name, { behavior }) => cascading('lint.dropping-type', name, behavior),
  OBJECT_SCHEMA: (name, { behavior }) => cascading('lint.dropping-schema', name, behavior),
  OBJECT_EXTENSION: (name, { behavior }) => cascading('lint.dropping-type', name, behavior),
  OBJECT_VIEW: (name) => ({ ...broken('lint.dropping-view', undefined, plainName(name)) }),
  OBJECT_MATVIEW: (name) => ({ ...broken('lint.dropping-view', undefined, plainName(name)) }),
  OBJECT_SEQUENCE: (name) => ({ ...broken('lint.dropping-sequence', undefined, plainName(name)) }),
  OBJECT_INDEX: (_, { concurrent }) =>
    concurrent === true
      ? safe()
      : {
          rule: 'lint.dropping-index',
          class: 'locks',
          message: 'Blocks reads and writes on its table until the transaction ends.',
        },
}

function dropped(statement: DropStmt, scope: Scope): Concern[] {
  const describe = statement.removeType && drops[statement.removeType]
  return (statement.objects ?? []).map((node) => {
    const name = droppedName(node)
    if (statement.removeType === 'OBJECT_TYPE' && scope.madeTypes.has(name) && !scope.newTypes.has(name))
      return remade(name)
    return describe === undefined || scope.newTables.has(name) || scope.newTypes.has(name)
      ? safe()
      : describe(name, statement)
  })
}

/** Without CASCADE the statement fails while other objects depend on this one. */
function cascading(rule: RuleId, name: string, behavior: DropStmt['behavior']): Concern {
  if (behavior !== 'DROP_CASCADE') return safe()
  return { rule, class: 'loses-data', message: `Everything that depends on ${plainName(name)} is dropped with it.` }
}

function rewritten(table: string | undefined): Concern {
  return {
    rule: 'lint.rewriting-command',
    class: 'rewrites',
    ...(table === undefined ? {} : { table }),
    lock: 'AccessExclusiveLock',
    message: 'Rewrites the whole table. Reads are blocked until it finishes.',
  }
}

function opaque(message: string): Concern {
  return { rule: 'lint.opaque-code', class: 'locks', message }
}

function tablesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => {
    if ('RangeVar' in node) return [relationName(node.RangeVar)]
    return 'VacuumRelation' in node ? [relationName(node.VacuumRelation.relation)] : []
  })
}

/** Whether an option is present and not switched off. */
function isSet(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((node) => 'DefElem' in node && node.DefElem.defname === name && !isOff(node.DefElem))
}

function isOff({ arg }: DefElem): boolean {
  if (!arg) return false
  if ('String' in arg) return /^(?:false|off|0)$/i.test(arg.String.sval ?? '')
  if ('Boolean' in arg) return arg.Boolean.boolval !== true
  return 'Integer' in arg && (arg.Integer.ival ?? 0) === 0
}
