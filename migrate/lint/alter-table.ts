import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint, Node } from 'libpg-query'
import { safe, type Concern, type Scope } from './concern'
import { constraintConcerns, inlineConcerns } from './constraints'
import { isConstant } from './parse'
import { lastName, quoted, relationName, typeNameOf } from './relation'
import { typeChange } from './type-change'

/** What the parts of an `ALTER TABLE` do to an existing table. */
export function alterTableConcerns(statement: AlterTableStmt, scope: Scope): Concern[] {
  const table = relationName(statement.relation)
  if (statement.objtype !== 'OBJECT_TABLE' || scope.newTables.has(table)) return [safe()]
  return (statement.cmds ?? []).flatMap((node) =>
    'AlterTableCmd' in node ? commandConcerns({ table, scope }, node.AlterTableCmd) : [],
  )
}

interface At {
  readonly table: string
  readonly scope: Scope
}

type Command = (at: At, command: AlterTableCmd) => Concern[]

function commandConcerns(at: At, command: AlterTableCmd): Concern[] {
  const handle = command.subtype === undefined ? undefined : commands[command.subtype]
  return handle ? handle(at, command) : [safe('AccessExclusiveLock', at.table)]
}

const briefly: Command = ({ table }) => [safe('ShareUpdateExclusiveLock', table)]

const storage: Command = ({ table }) => [
  {
    rule: 'lint.changing-storage',
    class: 'rewrites',
    table,
    lock: 'AccessExclusiveLock',
    message: 'Rewrites the whole table. Reads are blocked until it finishes.',
  },
]

const triggersOff: Command = ({ table }) => [
  {
    rule: 'lint.disabling-triggers',
    class: 'breaks',
    table,
    lock: 'ShareRowExclusiveLock',
    message: 'Triggers no longer enforce their rules, including foreign keys.',
  },
]

const triggersOn: Command = ({ table }) => [safe('ShareRowExclusiveLock', table)]

/** A default that was only needed to fill existing rows. */
const changedDefault: Command = ({ table, scope }, { name = '', def }) =>
  def === undefined && scope.filledColumns.get(table)?.has(name)
    ? [required(table, name)]
    : [safe('AccessExclusiveLock', table)]

const commands: Partial<Record<NonNullable<AlterTableCmd['subtype']>, Command>> = {
  AT_AddColumn: (at, { def }) => (def && 'ColumnDef' in def ? addedColumn(at, def.ColumnDef) : []),
  AT_ColumnDefault: changedDefault,
  AT_SetNotNull: (at, { name = '' }) => notNull(at, name),
  AT_AlterColumnType: (at, { name = '', def }) => (def && 'ColumnDef' in def ? retyped(at, name, def.ColumnDef) : []),
  AT_AddConstraint: (at, { def }) => (def && 'Constraint' in def ? constraintConcerns(at.table, def.Constraint) : []),
  AT_DropColumn: droppedColumn,
  AT_ValidateConstraint: briefly,
  AT_SetStatistics: briefly,
  AT_SetOptions: briefly,
  AT_ResetOptions: briefly,
  AT_SetRelOptions: briefly,
  AT_ResetRelOptions: briefly,
  AT_ClusterOn: briefly,
  AT_DropCluster: briefly,
  AT_SetLogged: storage,
  AT_SetUnLogged: storage,
  AT_SetAccessMethod: storage,
  AT_SetTableSpace: storage,
  AT_DisableTrig: triggersOff,
  AT_DisableTrigAll: triggersOff,
  AT_DisableTrigUser: triggersOff,
  AT_EnableTrig: triggersOn,
  AT_EnableTrigAll: triggersOn,
  AT_EnableTrigUser: triggersOn,
  AT_EnableAlwaysTrig: triggersOn,
  AT_EnableReplicaTrig: triggersOn,
  AT_SetExpression: ({ table }, { name = '' }) => [
    {
      rule: 'lint.changing-generated-column',
      class: 'rewrites',
      table,
      lock: 'AccessExclusiveLock',
      message: `Rewrites every row to recompute ${name}. Reads are blocked until it finishes.`,
    },
  ],
  AT_AttachPartition: attached,
  AT_DetachPartition: detached,
}

function droppedColumn({ table, scope }: At, { name = '' }: AlterTableCmd): Concern[] {
  if (scope.newColumns.get(table)?.has(name)) return [safe('AccessExclusiveLock', table)]
  if (scope.facts(table)?.columns.get(name)?.isGenerated === true)
    return [
      {
        rule: 'lint.dropping-column',
        class: 'breaks',
        table,
        lock: 'AccessExclusiveLock',
        message: `A version of the site that still reads ${name} fails. No data is lost, because its values are computed from other columns.`,
      },
    ]
  return [
    {
      rule: 'lint.dropping-column',
      class: 'loses-data',
      table,
      lock: 'AccessExclusiveLock',
      message: `The values of ${name} are lost. A version of the site that still reads it fails.`,
      loses: { column: quoted(name) },
    },
  ]
}

function addedColumn({ table }: At, column: ColumnDef): Concern[] {
  const parts = constraintsOf(column)
  const name = column.colname ?? ''
  const find = (type: Constraint['contype']) => parts.find((part) => part.contype === type)
  const value = find('CONSTR_DEFAULT')?.raw_expr
  const isRequired = find('CONSTR_NOTNULL') !== undefined || find('CONSTR_PRIMARY') !== undefined
  const rewrites = { class: 'rewrites', table, lock: 'AccessExclusiveLock' } as const
  const meanwhile = 'and nobody can read the table meanwhile'
  if (isSerial(column) || find('CONSTR_IDENTITY'))
    return [
      {
        ...rewrites,
        rule: 'lint.adding-serial-column',
        message: `Rewrites every row to number it, ${meanwhile}.`,
      },
    ]
  const generated = find('CONSTR_GENERATED')
  if (generated && generated.generated_kind !== 'v')
    return [
      {
        ...rewrites,
        rule: 'lint.adding-generated-column',
        message: `Rewrites every row to compute ${name}, ${meanwhile}.`,
      },
    ]
  const concerns = parts.flatMap((part) => inlineConcerns(table, part, value !== undefined))
  if (value && !isConstant(value))
    concerns.push({
      ...rewrites,
      rule: 'lint.adding-volatile-default',
      message: `Unless the default is the same for every row, each row is rewritten, ${meanwhile}.`,
    })
  if (isRequired && value === undefined && !generated)
    concerns.push({
      ...required(table, name),
      message: `It fails if the table has rows. If not, a version of the site that does not fill ${name} can no longer add rows.`,
    })
  return concerns.length > 0 ? concerns : [safe('AccessExclusiveLock', table)]
}

/** A required column that is added by this migration. */
function required(table: string, name: string): Concern {
  return {
    rule: 'lint.adding-required-column',
    class: 'breaks',
    table,
    lock: 'AccessExclusiveLock',
    message: `A version of the site that does not fill ${name} can no longer add rows.`,
  }
}

function notNull({ table, scope }: At, name: string): Concern[] {
  const column = scope.columnFacts(table, name)
  if (column?.notNull === true || column?.isChecked === true) return [safe('AccessExclusiveLock', table)]
  if (scope.newColumns.get(table)?.has(name)) return [required(table, name)]
  return [
    {
      rule: 'lint.setting-not-null',
      class: 'locks',
      table,
      lock: 'AccessExclusiveLock',
      message: `Scans every row while reads and writes are blocked. It fails if ${name} is NULL anywhere, and so does a version of the site that leaves it empty.`,
    },
  ]
}

function retyped({ table, scope }: At, name: string, { typeName, raw_default: using }: ColumnDef): Concern[] {
  const isNewType = scope.newTypes.has(typeNameOf(typeName?.names))
  const change = isNewType ? 'rewrite' : typeChange(scope.columnFacts(table, name), typeName, using)
  if (change === 'none') return [safe('AccessExclusiveLock', table)]
  const rewrite: Concern = {
    rule: 'lint.changing-column-type',
    class: 'rewrites',
    table,
    lock: 'AccessExclusiveLock',
    message: `Rewrites every row and index while reads are blocked. A version of the site that expects the old type of ${name} may fail.`,
  }
  if (change === 'rewrite') return [rewrite]
  return [
    rewrite,
    {
      rule: 'lint.narrowing-column-type',
      class: 'loses-data',
      table,
      lock: 'AccessExclusiveLock',
      message: `Values of ${name} may be silently rounded, truncated or reformatted.`,
      loses: { column: quoted(name), byConversion: true },
    },
  ]
}

function attached({ scope }: At, { def }: AlterTableCmd): Concern[] {
  const partition = relationName(def && 'PartitionCmd' in def ? def.PartitionCmd.name : undefined)
  if (scope.newTables.has(partition)) return [safe()]
  return [
    {
      rule: 'lint.attaching-partition',
      class: 'locks',
      table: partition,
      lock: 'AccessExclusiveLock',
      message: 'Scans every row of the partition while reads and writes are blocked.',
    },
  ]
}

function detached({ table }: At, { def }: AlterTableCmd): Concern[] {
  if (def && 'PartitionCmd' in def && def.PartitionCmd.concurrent === true)
    return [safe('ShareUpdateExclusiveLock', table)]
  return [
    {
      rule: 'lint.detaching-partition',
      class: 'locks',
      table,
      lock: 'AccessExclusiveLock',
      message: 'Blocks reads and writes on the partitioned table until the transaction ends.',
    },
  ]
}

function constraintsOf(column: ColumnDef): Constraint[] {
  return (column.constraints ?? []).flatMap((node: Node) => ('Constraint' in node ? [node.Constraint] : []))
}

function isSerial(column: ColumnDef): boolean {
  return /^(?:small|big)?serial[248]?$/.test(lastName(column.typeName?.names) ?? '')
}
