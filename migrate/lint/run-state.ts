import type { AlterTableCmd, ColumnDef, Constraint, Node, RenameStmt } from 'libpg-query'
import { nameParts, quoted, relationName, typeNameOf } from './relation'

/**
 * What the statements of a run have created and renamed so far, across files. The database is queried with the names
 * from before the run.
 */
export class RunState {
  readonly newTables = new Set<string>()
  readonly newColumns = new Map<string, Set<string>>()
  readonly filledColumns = new Map<string, Set<string>>()
  readonly newTypes = new Set<string>()
  /** The name of each table before the run, by its current name. */
  readonly #oldTables = new Map<string, string>()
  readonly #oldColumns = new Map<string, Map<string, string>>()
  readonly #oldSchemas = new Map<string, string>()

  /** The name of a table before the run. */
  oldTable(table: string): string {
    const known = this.#oldTables.get(table)
    if (known !== undefined) return known
    const [schema = '', ...rest] = table.split('"."')
    const old = rest.length > 0 ? this.#oldSchemas.get(`${schema}"`) : undefined
    return old === undefined ? table : [old.slice(0, -1), ...rest].join('"."')
  }

  /** The name of a column before the run, quoted like the one given. */
  oldColumn(table: string, column: string): string {
    return this.#oldColumns.get(table)?.get(column) ?? column
  }

  /** Records the effect of a statement. */
  note(node: Node): void {
    if ('CreateStmt' in node) this.newTables.add(relationName(node.CreateStmt.relation))
    if ('CreateTableAsStmt' in node) this.newTables.add(relationName(node.CreateTableAsStmt.into?.rel))
    if ('ViewStmt' in node) this.newTables.add(relationName(node.ViewStmt.view))
    if ('CreateSeqStmt' in node) this.newTables.add(relationName(node.CreateSeqStmt.sequence))
    if ('CreateEnumStmt' in node) this.newTypes.add(typeNameOf(node.CreateEnumStmt.typeName))
    if ('CreateSchemaStmt' in node) this.newTypes.add(quoted(node.CreateSchemaStmt.schemaname ?? ''))
    if ('AlterTableStmt' in node) {
      const table = relationName(node.AlterTableStmt.relation)
      for (const command of node.AlterTableStmt.cmds ?? [])
        if ('AlterTableCmd' in command) this.#noteCommand(table, command.AlterTableCmd)
    }
    if ('RenameStmt' in node) this.#noteRename(node.RenameStmt)
    if ('AlterObjectSchemaStmt' in node) {
      const { relation, newschema } = node.AlterObjectSchemaStmt
      if (relation?.relname !== undefined && newschema !== undefined)
        this.#moveTable(relationName(relation), relationName({ schemaname: newschema, relname: relation.relname }))
    }
  }

  #noteCommand(table: string, { subtype, def }: AlterTableCmd): void {
    if (subtype !== 'AT_AddColumn' || !def || !('ColumnDef' in def)) return
    const name = def.ColumnDef.colname ?? ''
    noteIn(this.newColumns, table, name)
    if (has(def.ColumnDef, 'CONSTR_NOTNULL') && has(def.ColumnDef, 'CONSTR_DEFAULT'))
      noteIn(this.filledColumns, table, name)
  }

  #noteRename({ renameType, relation, subname, newname = '', object }: RenameStmt): void {
    const table = relationName(relation)
    if (renameType === 'OBJECT_TABLE')
      this.#moveTable(table, relationName({ ...schemaOf(relation?.schemaname), relname: newname }))
    if (renameType === 'OBJECT_SCHEMA') this.#oldSchemas.set(quoted(newname), quoted(subname ?? ''))
    if (renameType === 'OBJECT_COLUMN' && subname !== undefined) this.#renameColumn(table, subname, newname)
    if (renameType === 'OBJECT_TYPE' && object && 'List' in object) {
      const old = typeNameOf(object.List.items)
      if (this.newTypes.delete(old))
        this.newTypes.add([...nameParts(object.List.items).slice(0, -1), newname].map(quoted).join('.'))
    }
  }

  #moveTable(from: string, to: string): void {
    this.#oldTables.set(to, this.oldTable(from))
    if (this.newTables.delete(from)) this.newTables.add(to)
    moveKey(this.newColumns, from, to)
    moveKey(this.filledColumns, from, to)
    moveKey(this.#oldColumns, from, to)
  }

  #renameColumn(table: string, from: string, to: string): void {
    const columns = this.#oldColumns.get(table) ?? new Map<string, string>()
    columns.set(quoted(to), columns.get(quoted(from)) ?? quoted(from))
    this.#oldColumns.set(table, columns)
    for (const names of [this.newColumns.get(table), this.filledColumns.get(table)])
      if (names?.delete(from)) names.add(to)
  }
}

function schemaOf(schemaname: string | undefined): { schemaname?: string } {
  return schemaname === undefined ? {} : { schemaname }
}

function has(column: ColumnDef, type: Constraint['contype']): boolean {
  return (column.constraints ?? []).some((node) => 'Constraint' in node && node.Constraint.contype === type)
}

function noteIn(names: Map<string, Set<string>>, table: string, name: string): void {
  names.set(table, (names.get(table) ?? new Set()).add(name))
}

function moveKey<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from)
  if (value === undefined) return
  map.delete(from)
  map.set(to, value)
}
