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

/** The differences between code, migrations and database. */
export interface Drift {
  /** Changes in the code that no migration contains; `null` if there are none. */
  readonly code: { readonly name: string; readonly changes: number } | null
  readonly files: {
    readonly pending: readonly string[]
    /** Recorded as applied, but not in the folder. */
    readonly unknown: readonly string[]
    /** Files that were edited, applied late or left unfinished, in words. */
    readonly problems: readonly string[]
  }
  /** What the database was compared with; `null` if there was nothing to compare it with. */
  readonly against: 'the applied migrations' | 'the code' | null
  readonly database: readonly Difference[]
  /** Statements of the schema that this database rejects, with its reasons. */
  readonly refused: readonly Refused[]
  /** Objects that exist only in the database. They do no harm. */
  readonly undescribed: readonly Undescribed[]
}

export interface DriftOptions extends SchemaInCode, Partial<MigrationFolder> {
  readonly url: string
}

/**
 * Compares code, migrations and database with each other. Changes nothing: what it builds for the comparison is rolled
 * back.
 *
 * The database is compared with its applied migrations, so that pending ones are not drift. If none is applied but the
 * tables exist, it is compared with the code.
 *
 * @throws {AdminError} `MISCONFIGURED` without drizzle-kit, `FORBIDDEN` if the role may not create schemas.
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

/** No question needs an answer to find out that something is missing. */
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
  // A newer release was deployed before, and its schema is not known.
  if (plan.unknown.length > 0) return nothing
  const applied = lastApplied(folder, plan)
  const snapshot = applied ? readSnapshot(folder, applied.idx) : kit.snapshotOf(code, kit.emptySnapshot().id)
  const schemas = await sql.begin('read only', applicationSchemas)
  // The files come first: they contain statements that no snapshot can.
  const written = applied ? files.filter(({ idx }) => idx <= applied.idx).flatMap((file) => file.statements) : null
  const described = written ?? (await kit.diff(kit.emptySnapshot(), snapshot))
  const sides = await readBothSides(sql, { url, statements: described, kit, snapshot, schemas })
  const { found, undescribed } = compareThings(sides.described, sides.present)
  const hasTables = sides.present.some((thing) => thing.kind === 'table')
  if (!applied && !hasTables) return nothing
  const isMissing = found.some((difference) => difference.what === 'missing')
  // Objects that Drizzle cannot express exist only in the files.
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

/** The journal entry of the last migration that is applied along with all before it. */
function lastApplied(folder: string, plan: MigrationPlan): Journal['entries'][number] | undefined {
  const applied = new Set([...plan.applied, ...plan.adoptable].map((file) => file.name))
  const entries = readJournal(folder).entries.toSorted((a, b) => a.idx - b.idx)
  const end = entries.findIndex((entry) => !applied.has(entry.tag))
  return (end === -1 ? entries : entries.slice(0, end)).at(-1)
}
