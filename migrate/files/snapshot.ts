import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import { shown, type Journal } from './folder'

/** What drizzle-kit writes beside each migration: the schema as it is after it. Only what is read here is named. */
export interface Snapshot {
  id: string
  prevId: string
  readonly version: string
  readonly dialect: string
  /** By `schema.table`, with `public` written out. */
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
  /** `public` written out, except in tables, where it is empty. */
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
  /** Of an enum. */
  typeSchema?: string
  primaryKey: boolean
  notNull: boolean
  /** An SQL expression; numbers and booleans stand as themselves. */
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
  /** Described in code and made elsewhere. */
  isExisting: boolean
}

/** What the first snapshot of a folder follows, as drizzle-kit writes it; its `up` refuses any other. */
export const noSnapshot = '00000000-0000-0000-0000-000000000000'

/**
 * The snapshot of a folder's last migration; `undefined` for a folder without migrations.
 *
 * @throws {AdminError} `CONFLICT` where it does not follow the one before it: then it knows nothing of what that does.
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
 * The snapshot after one migration.
 *
 * @throws {AdminError} `INVALID` when the file is missing or of another format.
 */
export function readSnapshot(folder: string, idx: number): Snapshot {
  const file = path.join(folder, snapshotPath(idx))
  if (!existsSync(file)) throw new AdminError('INVALID', `${shown(file)} is missing. Restore it from version control.`)
  return parseSnapshot(readFileSync(file, 'utf8'), shown(file))
}

/** @param file Named in the failure. */
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
  // Written by this command or by drizzle-kit, whose format this is; the version is checked next.
  const snapshot = parsed as StoredSnapshot
  if (snapshot.version !== '7' || snapshot.dialect !== 'postgresql')
    throw new AdminError('INVALID', `${file} was written by an older drizzle-kit. Upgrade it with: npx drizzle-kit up`)
  return withAllKinds(snapshot)
}

/** Older releases of drizzle-kit left out what they did not know. */
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

/** Where the snapshot of a migration lies in its folder. */
export function snapshotPath(idx: number): string {
  return path.join('meta', `${migrationNumber(idx)}_snapshot.json`)
}

/** `0007`, as drizzle-kit counts. */
export function migrationNumber(idx: number): string {
  return String(idx).padStart(4, '0')
}

/** A default of `10n` stands in the snapshot as a BigInt, which JSON does not have. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each), 2)
}
