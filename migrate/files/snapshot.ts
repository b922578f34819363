import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import { shown, type Journal } from './folder'

/**
 * The file that drizzle-kit writes beside each migration: the schema as the migration leaves it. Only the fields used
 * here are declared.
 */
export interface Snapshot {
  id: string
  prevId: string
  readonly version: string
  readonly dialect: string
  /** By `schema.table`, including `public`. */
  tables: Record<string, TableSnapshot>
  enums: Record<string, EnumSnapshot>
  schemas: Record<string, string>
  sequences: Record<string, NamedInSchema>
  views: Record<string, ViewSnapshot>
  roles: Record<string, { name: string }>
  policies: Record<string, { name: string }>
}

interface NamedInSchema {
  name: string
  /** `public` is spelled out here, but empty in tables. */
  schema: string
}

export interface TableSnapshot extends NamedInSchema {
  columns: Record<string, ColumnSnapshot>
  indexes: Record<string, IndexSnapshot>
  foreignKeys: Record<string, ForeignKeySnapshot>
  compositePrimaryKeys: Record<string, { name: string; columns: string[] }>
  uniqueConstraints: Record<string, { name: string; columns: string[]; nullsNotDistinct: boolean }>
  checkConstraints: Record<string, { name: string; value: string }>
  policies: Record<string, PolicySnapshot>
  isRLSEnabled: boolean
}

export interface ColumnSnapshot {
  name: string
  type: string
  /** The schema of an enum. */
  typeSchema?: string
  primaryKey: boolean
  notNull: boolean
  /** An SQL expression. Numbers and booleans are stored as such. */
  default?: string | number | boolean
  generated?: { type: 'stored'; as: string }
  identity?: NamedInSchema & { type: 'always' | 'byDefault' }
}

export interface IndexSnapshot {
  name: string
  columns: { expression: string; isExpression: boolean }[]
  isUnique: boolean
  where?: string
  concurrently?: boolean
}

export interface ForeignKeySnapshot {
  name: string
  tableFrom: string
  columnsFrom: string[]
  tableTo: string
  /** Absent for `public`. */
  schemaTo?: string
  columnsTo: string[]
}

export interface PolicySnapshot {
  name: string
  using?: string
  withCheck?: string
}

export interface EnumSnapshot extends NamedInSchema {
  values: string[]
}

export interface ViewSnapshot extends NamedInSchema {
  definition?: string
  materialized: boolean
  /** Declared in code but created elsewhere. */
  isExisting: boolean
}

/** The id that the first snapshot of a folder refers to. drizzle-kit's `up` accepts no other. */
export const noSnapshot = '00000000-0000-0000-0000-000000000000'

/**
 * The snapshot of a folder's last migration; `undefined` for a folder without migrations.
 *
 * @throws {AdminError} `CONFLICT` if it does not follow the previous snapshot: it then lacks what that migration did.
 */
export function lastSnapshot(folder: string, journal: Journal): Snapshot | undefined {
  const [before, last] = journal.entries.toSorted((a, b) => a.idx - b.idx).slice(-2)
  if (!before || !last) return before && readSnapshot(folder, before.idx)
  const snapshot = readSnapshot(folder, last.idx)
  if (snapshot.prevId !== readSnapshot(folder, before.idx).id)
    throw new AdminError(
      'CONFLICT',
      `${last.tag} does not follow ${before.tag}. Remove its files and its journal entry, then recreate it: npx brolly makemigrations`,
    )
  return snapshot
}

/**
 * The snapshot of one migration.
 *
 * @throws {AdminError} `INVALID` if the file is missing or in another format.
 */
export function readSnapshot(folder: string, idx: number): Snapshot {
  const file = path.join(folder, snapshotPath(idx))
  if (!existsSync(file)) throw new AdminError('INVALID', `${shown(file)} is missing. Restore it from version control.`)
  return parseSnapshot(readFileSync(file, 'utf8'), shown(file))
}

/** @param file Named in the error message. */
export function parseSnapshot(text: string, file: string): Snapshot {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new AdminError(
      'INVALID',
      `${file} is not JSON. Restore it from version control, or merge the branches with: npx brolly makemigrations --merge`,
      { cause: error },
    )
  }
  // Written by this command or by drizzle-kit, whose format this is. The version is checked next.
  const snapshot = parsed as StoredSnapshot
  if (snapshot.version !== '7' || snapshot.dialect !== 'postgresql')
    throw new AdminError('INVALID', `${file} was written by an older drizzle-kit. Upgrade it with: npx drizzle-kit up`)
  return withAllKinds(snapshot)
}

/** Older releases of drizzle-kit omitted fields that they did not support. */
type StoredSnapshot = Omit<Snapshot, 'tables' | LaterKind> &
  Partial<Pick<Snapshot, LaterKind>> & { tables: Record<string, StoredTable> }
type LaterKind = 'sequences' | 'views' | 'roles' | 'policies'
type StoredTable = Omit<TableSnapshot, LaterTablePart> & Partial<Pick<TableSnapshot, LaterTablePart>>
type LaterTablePart = 'uniqueConstraints' | 'checkConstraints' | 'policies' | 'isRLSEnabled'

const laterTableParts: Pick<TableSnapshot, LaterTablePart> = {
  uniqueConstraints: {},
  checkConstraints: {},
  policies: {},
  isRLSEnabled: false,
}

function withAllKinds(snapshot: StoredSnapshot): Snapshot {
  const tables = Object.entries(snapshot.tables).map(([key, table]): [string, TableSnapshot] => [
    key,
    { ...laterTableParts, ...table },
  ])
  return { sequences: {}, views: {}, roles: {}, policies: {}, ...snapshot, tables: Object.fromEntries(tables) }
}

/** The path of a migration's snapshot. */
export function snapshotPath(idx: number): string {
  return path.join('meta', `${migrationNumber(idx)}_snapshot.json`)
}

/** `0007`, as drizzle-kit numbers files. */
export function migrationNumber(idx: number): string {
  return String(idx).padStart(4, '0')
}

/** A default of `10n` is a BigInt in the snapshot, which JSON does not support. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part), 2)
}
