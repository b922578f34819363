import type { AlterTableCmd, Constraint, DropStmt, Node, UpdateStmt } from 'libpg-query'
import type { Snapshot, TableSnapshot } from '../files/snapshot'
import { parseStatements } from '../lint/parse'
import { nameParts } from '../lint/relation'

/**
 * Finds a statement that a squash would lose because no snapshot contains its effect: changes to rows, functions,
 * extensions, or an index that is not in the code.
 *
 * @returns Its number from 1; `undefined` if the snapshots contain everything.
 */
export async function unknownStatement(
  statements: readonly string[],
  snapshots: Surroundings,
): Promise<number | undefined> {
  for (const [index, statement] of statements.entries()) {
    const parsed = await parseStatements(statement)
    if (!parsed || parsed.some(({ node }) => !isKnown(node, snapshots))) return index + 1
  }
  return undefined
}

interface Surroundings {
  /** Before the first file of the squash. */
  readonly before: Snapshot
  /** After the file being checked. */
  readonly after: Snapshot
}

type Kind = Node extends infer Each ? (Each extends object ? keyof Each : never) : never

/** Kinds of statements whose effect is always in the next snapshot or dropped with it. */
const always: ReadonlySet<string> = new Set<Kind>([
  'RenameStmt',
  'AlterEnumStmt',
  'AlterObjectSchemaStmt',
  'AlterSeqStmt',
  'AlterPolicyStmt',
])

/** Objects that snapshots contain. Anything else, such as a function, may be older than the squash and would remain. */
const knownDrops: ReadonlySet<string> = new Set<DropStmt['removeType'] & string>([
  'OBJECT_TABLE',
  'OBJECT_TYPE',
  'OBJECT_SCHEMA',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_INDEX',
  'OBJECT_POLICY',
])

function isKnown(node: Node, { before, after }: Surroundings): boolean {
  if ('DropStmt' in node) return knownDrops.has(node.DropStmt.removeType ?? '')
  if (Object.keys(node).some((kind) => always.has(kind))) return true
  const tables = Object.values(after.tables)
  if ('CreateStmt' in node) {
    const { relation, partspec, inhRelations, partbound } = node.CreateStmt
    if (partspec ?? partbound ?? inhRelations) return false
    return relation?.relpersistence !== 'u'
  }
  if ('CreateSchemaStmt' in node || 'CreateEnumStmt' in node || 'CreateSeqStmt' in node) return true
  if ('ViewStmt' in node) return hasNamed(after.views, node.ViewStmt.view?.relname)
  if ('CreateTableAsStmt' in node) return hasNamed(after.views, node.CreateTableAsStmt.into?.rel?.relname)
  if ('CreatePolicyStmt' in node) return true
  if ('IndexStmt' in node) {
    const { idxname = '', relation } = node.IndexStmt
    // An object that a later statement of the file drops was never in a snapshot, and neither was its table.
    const table = tables.find(({ name }) => name === relation?.relname)
    return table === undefined || idxname in table.indexes
  }
  if ('AlterTableStmt' in node) {
    const { relation, cmds } = node.AlterTableStmt
    const table = tables.find(({ name }) => name === relation?.relname)
    return (cmds ?? []).every((command) => 'AlterTableCmd' in command && isKnownCommand(command.AlterTableCmd, table))
  }
  if ('UpdateStmt' in node) return isFilling(node.UpdateStmt, before)
  return 'SelectStmt' in node && isSetval(node)
}

/** A table created within the squash has no rows yet; a required column of an older table is asked about again. */
function isFilling({ relation, targetList, whereClause }: UpdateStmt, before: Snapshot): boolean {
  if (!Object.values(before.tables).some(({ name }) => name === relation?.relname)) return true
  return targetList?.length === 1 && whereClause !== undefined && 'NullTest' in whereClause
}

const knownCommands: ReadonlySet<string> = new Set<AlterTableCmd['subtype'] & string>([
  'AT_AddColumn',
  'AT_DropColumn',
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_AlterColumnType',
  'AT_DropConstraint',
  'AT_ValidateConstraint',
  'AT_AddIdentity',
  'AT_SetIdentity',
  'AT_DropIdentity',
  'AT_SetExpression',
  'AT_DropExpression',
  'AT_EnableRowSecurity',
  'AT_DisableRowSecurity',
])

function isKnownCommand({ subtype = 'AT_AddIndex', def }: AlterTableCmd, table: TableSnapshot | undefined): boolean {
  if (subtype !== 'AT_AddConstraint') return knownCommands.has(subtype)
  if (!def || !('Constraint' in def)) return false
  return table === undefined || isKnownConstraint(def.Constraint, table)
}

function isKnownConstraint({ contype, conname }: Constraint, table: TableSnapshot): boolean {
  if (contype === 'CONSTR_EXCLUSION') return false
  // Drizzle does not name a single-column primary key.
  if (conname === undefined) return contype === 'CONSTR_PRIMARY'
  const kinds = [table.foreignKeys, table.uniqueConstraints, table.checkConstraints, table.compositePrimaryKeys]
  return kinds.some((things) => conname in things)
}

function hasNamed(things: Readonly<Record<string, { name: string }>>, name: string | undefined): boolean {
  return Object.values(things).some((thing) => thing.name === name)
}

/** Sets a sequence to continue after existing rows. If everything is created at once there are none. */
function isSetval(node: Node): boolean {
  if (!('SelectStmt' in node)) return false
  const [target] = node.SelectStmt.targetList ?? []
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  return value !== undefined && 'FuncCall' in value && nameParts(value.FuncCall.funcname).at(-1) === 'setval'
}
