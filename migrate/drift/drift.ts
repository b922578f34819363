import { withConnection, type Connection } from '../database/connection'
import { readFolder, readJournal, type Journal, type MigrationFile } from '../files/folder'
import { userFolder, type MigrationFolder } from '../files/folders'
import { noAnswers } from '../generate/answers'
import { loadKit, type Kit, type SchemaInCode } from '../generate/kit'
import { readSnapshot } from '../files/snapshot'
import { generateMigration } from '../generate/generate'
import { readKitTable } from '../database/kit-table'
import { planMigrations, type MigrationPlan } from '../plan/plan'
import { readRecords } from '../database/records'
import { compareThings, type Difference, type Found, type Undescribed } from '../database/compare'
import type { Refused } from '../database/build'
import { mendOf } from './mend'
import { applicationSchemas } from '../database/read-things'
import { readBothSides } from './scratch'

/** Where the code, the files and the database have come apart. */
export interface Drift {
  /** What the code says and no migration does; `null` where there is nothing. */
  readonly code: { readonly name: string; readonly changes: number } | null
  readonly files: {
    readonly pending: readonly string[]
    /** Applied and not in the folder. */
    readonly unknown: readonly string[]
    /** In words: edited, late, half done. */
    readonly problems: readonly string[]
  }
  /** Against what the database has been compared, `null` where there was nothing to compare it with. */
  readonly against: 'the applied migrations' | 'the code' | null
  readonly database: readonly Difference[]
  /** What is described and this database refuses to build, with its reason. */
  readonly refused: readonly Refused[]
  /** What the database has besides; it does no harm. */
  readonly undescribed: readonly Undescribed[]
}

export interface DriftOptions extends SchemaInCode, Partial<MigrationFolder> {
  readonly url: string
}

/**
 * Compares code, migrations and database with each other. Reads only: what it builds to compare is rolled back.
 *
 * The database is held against what its applied migrations describe, so that what is merely pending is no drift; against
 * the code where no migration has been applied and the tables are there nevertheless.
 *
 * @throws {AdminError} `MISCONFIGURED` without drizzle-kit, `FORBIDDEN` for a role that may not create schemas.
 */
export async function readDrift({ url, schema, casing, ...rest }: DriftOptions): Promise<Drift> {
  const { name, folder } = { ...userFolder(), ...rest }
  const code: SchemaInCode = casing === undefined ? { schema } : { schema, casing }
  const kit = loadKit()
  const missing = await generateMigration({ folder, ...code, dryRun: true, answers: lookOnly })
  const compared = await withConnection(url, async (sql) => {
    const files = readFolder(folder)
    const [records, kitRecords] = [await readRecords(sql, name), await readKitTable(sql)]
    const plan = planMigrations({ folder, files, records, kit: kitRecords })
    return { plan, ...(await compareDatabase(sql, { url, kit, folder, files, plan, code })) }
  })
  const { plan, ...database } = compared
  return {
    code: missing ? { name: missing.name, changes: missing.statements.length } : null,
    files: {
      pending: plan.pending.map((file) => file.name),
      unknown: plan.unknown,
      problems: plan.problems.map((problem) => problem.message),
    },
    ...database,
  }
}

/** Nothing has to be answered to know that something is missing. */
const lookOnly = { ...noAnswers, defaultFor: async () => undefined }

interface Looked {
  url: string
  kit: Kit
  folder: string
  files: readonly MigrationFile[]
  plan: MigrationPlan
  code: SchemaInCode
}

type Compared = Pick<Drift, 'against' | 'database' | 'refused' | 'undescribed'>

async function compareDatabase(sql: Connection, { url, kit, folder, files, plan, code }: Looked): Promise<Compared> {
  const nothing: Compared = { against: null, database: [], refused: [], undescribed: [] }
  // A newer release has been here, and what it wants is not known.
  if (plan.unknown.length > 0) return nothing
  const applied = lastApplied(folder, plan)
  const snapshot = applied ? readSnapshot(folder, applied.idx) : kit.snapshotOf(code, kit.emptySnapshot().id)
  const schemas = await sql.begin('read only', applicationSchemas)
  // The files are the truth: they hold what no snapshot can.
  const written = applied ? files.filter(({ idx }) => idx <= applied.idx).flatMap((file) => file.statements) : null
  const described = written ?? (await kit.diff(kit.emptySnapshot(), snapshot))
  const sides = await readBothSides(sql, { url, statements: described, kit, snapshot, schemas })
  const { found, undescribed } = compareThings(sides.described, sides.present)
  const hasTables = sides.present.some((thing) => thing.kind === 'table')
  if (!applied && !hasTables) return nothing
  const isMissing = found.some((difference) => difference.what === 'missing')
  // What Drizzle has no word for stands only in the files.
  const policies = described.filter((statement) => statement.startsWith('CREATE POLICY '))
  const statements = isMissing ? [...(await kit.diff(kit.emptySnapshot(), snapshot)), ...policies] : []
  return {
    against: applied ? 'the applied migrations' : 'the code',
    database: found.map((difference) => withMend(difference, statements)),
    refused: sides.refused,
    undescribed,
  }
}

function withMend(found: Found, statements: readonly string[]): Difference {
  const { described: _, there: __, ...difference } = found
  return { ...difference, mend: mendOf(found, statements) }
}

/** The journal's line of the last migration that is applied with all before it. */
function lastApplied(folder: string, plan: MigrationPlan): Journal['entries'][number] | undefined {
  const applied = new Set([...plan.applied, ...plan.adoptable].map((file) => file.name))
  const entries = readJournal(folder).entries.toSorted((a, b) => a.idx - b.idx)
  const end = entries.findIndex((entry) => !applied.has(entry.tag))
  return (end === -1 ? entries : entries.slice(0, end)).at(-1)
}
