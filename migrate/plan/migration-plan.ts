import { withConnection, type Connection } from '../database/connection'
import { readFolder } from '../files/folder'
import { brollyFolder, userFolder, type MigrationFolder } from '../files/folders'
import { hasInitialTables } from '../database/initial'
import { readKitTable } from '../database/kit-table'
import { planMigrations, type MigrationPlan } from './plan'
import { readRecords } from '../database/records'
import { planSteps, type MigrationStep } from './steps'
import { selectMigrations } from './target'

/** The target of a run, and whether only records change. */
export interface TargetOptions {
  /** A name, a unique prefix of one, or `zero`. The default is the last migration. */
  readonly target?: string
  /** Change the records without running anything. */
  readonly fake?: boolean
  /** Only record the first file if its tables already exist. */
  readonly fakeInitial?: boolean
}

/** The steps of a run on one folder. */
export interface FolderPlan {
  readonly plan: MigrationPlan
  readonly steps: readonly MigrationStep[]
}

/**
 * What `migrate` would do with the same options, in the same order: first Brolly's own tables, then the user's. Changes
 * nothing.
 *
 * A step that cannot be reverted says so in `irreversible`; the run would refuse before its first statement.
 *
 * @throws {AdminError} As `migrate` does for an unknown target and for an inconsistent history.
 */
export async function migrationPlan(
  url: string,
  options: TargetOptions & Partial<MigrationFolder> = {},
): Promise<MigrationStep[]> {
  const own = brollyFolder()
  const { name, folder } = { ...userFolder(), ...options }
  return withConnection(url, async (sql) => {
    const before = name === own.name ? [] : (await planFolder(sql, own, {})).steps
    return [...before, ...(await planFolder(sql, { name, folder }, options)).steps]
  })
}

/** Reads the folder and the records, and plans the steps to the target. */
export async function planFolder(
  sql: Connection,
  { name, folder }: MigrationFolder,
  options: TargetOptions,
): Promise<FolderPlan> {
  const { target, fake = false, fakeInitial = false } = options
  const files = readFolder(folder)
  const isOwn = name === brollyFolder().name
  const [records, kit] = [await readRecords(sql, name), isOwn ? [] : await readKitTable(sql)]
  const plan = planMigrations({ folder, files, records, kit })
  const selection = selectMigrations({ folder, files, plan, target, fake })
  const [first] = selection.files
  const isInitial = fakeInitial && selection.direction === 'up' && first !== undefined && first === files[0]
  const recordFirst = isInitial && (await hasInitialTables(sql, folder, first))
  const steps = await planSteps({ name, folder }, selection, plan)
  const isRecordOnly = ({ action, file }: (typeof steps)[number]) =>
    fake || action === 'adopt' || (recordFirst && file === first)
  return { plan, steps: steps.map((step) => ({ ...step, recordOnly: isRecordOnly(step) })) }
}

/** Describes a step: `apply drizzle/0003_add_stock`. */
export function stepKey({ action, folder, file }: MigrationStep): string {
  return `${action} ${folder}/${file.name}`
}
