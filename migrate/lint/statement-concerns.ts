import type { DefElem, DropStmt, Node, RenameStmt } from 'libpg-query'
import { alterTableConcerns } from './alter-table'
import { changesRole } from './changes-role'
import { safe, type Concern, type Scope } from './concern'
import type { RuleId } from './finding'
import { droppedName, plainName, quoted, relationName, typeNameOf } from './relation'

type Handlers = {
  [Kind in NodeKind]?: (statement: NodeOf<Kind>, scope: Scope) => Concern[]
}

/** A node is an object with one key, its kind. */
type NodeKind = Node extends infer Each ? (Each extends object ? keyof Each : never) : never
type NodeOf<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind]

/** What one statement does, by every rule that has something to say. */
export function statementConcerns(node: Node, scope: Scope): Concern[] {
  if (changesRole(node)) return [roleChange]
  for (const [kind, statement] of Object.entries(node)) {
    // The entries of a node are its kind and the statement of that kind.
    const handle = handlers[kind as NodeKind] as ((statement: unknown, scope: Scope) => Concern[]) | undefined
    if (handle) return handle(statement, scope)
  }
  return [safe()]
}

const roleChange: Concern = {
  rule: 'lint.changing-role',
  class: 'breaks',
  message: 'The rest of the run would be done by another role or without its settings. It is refused.',
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
        message: 'Nobody can write to the table while the index is built.',
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
            message: 'Nobody can write while the index is built, nor read by it.',
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
          ? 'The rows that its condition finds are lost, and locked until the transaction ends.'
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
        message: `Without a condition it overwrites ${columns.join(', ')} in every row, and locks all of them until the transaction ends.`,
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
            message: 'Nobody can read the view while it is computed.',
          },
        ],
  LockStmt: ({ relations }) =>
    tablesOf(relations).map((table) => ({
      rule: 'lint.locking-table',
      class: 'locks',
      table,
      message: 'The table stays locked until the transaction ends.',
    })),
  DoStmt: () => [opaque('What the block does is not looked into.')],
  CallStmt: () => [opaque('What the procedure does is not looked into.')],
  TransactionStmt: () => [
    {
      rule: 'lint.transaction-control',
      class: 'breaks',
      message: 'It ends the transaction of the runner, so that a failure leaves half of the migration.',
    },
  ],
  AlterDomainStmt: ({ subtype, def }) => {
    const isQuick = def && 'Constraint' in def && def.Constraint.skip_validation === true
    if ((subtype !== 'C' && subtype !== 'O') || isQuick) return [safe()]
    return [
      {
        rule: 'lint.adding-check',
        class: 'locks',
        message: 'Every row of every table with a column of this domain is looked at while nobody can write to it.',
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
    message: `The type ${plainName(name)} is made anew. It fails where a row holds a value that is gone, and so does a version of the site that still writes it.`,
  }
}

function broken(rule: RuleId, table: string | undefined, name: string): Concern {
  return {
    rule,
    class: 'breaks',
    ...(table === undefined ? {} : { table }),
    message: `The version of the site that runs while this is applied still says ${name}, and fails.`,
  }
}

const drops: Partial<Record<NonNullable<DropStmt['removeType']>, (name: string, statement: DropStmt) => Concern>> = {
  OBJECT_TABLE: (table) => ({
    rule: 'lint.dropping-table',
    class: 'loses-data',
    table,
    lock: 'AccessExclusiveLock',
    message: 'Its rows are lost, and a version of the site that still reads it fails.',
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
          message: 'Nobody can read or write its table until the transaction ends.',
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

/** Without CASCADE it is refused while anything depends on it. */
function cascading(rule: RuleId, name: string, behavior: DropStmt['behavior']): Concern {
  if (behavior !== 'DROP_CASCADE') return safe()
  return { rule, class: 'loses-data', message: `Whatever depends on ${plainName(name)} is dropped with it.` }
}

function rewritten(table: string | undefined): Concern {
  return {
    rule: 'lint.rewriting-command',
    class: 'rewrites',
    ...(table === undefined ? {} : { table }),
    lock: 'AccessExclusiveLock',
    message: 'The whole table is written anew, and nobody can read it meanwhile.',
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

/** Whether an option is given and not switched off. */
function isSet(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((node) => 'DefElem' in node && node.DefElem.defname === name && !isOff(node.DefElem))
}

function isOff({ arg }: DefElem): boolean {
  if (!arg) return false
  if ('String' in arg) return /^(?:false|off|0)$/i.test(arg.String.sval ?? '')
  if ('Boolean' in arg) return arg.Boolean.boolval !== true
  return 'Integer' in arg && (arg.Integer.ival ?? 0) === 0
}
