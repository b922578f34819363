import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { AdminError, sqlState } from '@/admin/errors'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import type { TestRun } from './test-run'

/** Whether the template was reused, migrated, or created. */
export type TemplateState = 'kept' | 'forward' | 'made'

export interface Template {
  readonly name: string
  readonly state: TemplateState
  /** The number of migrations applied. */
  readonly applied: number
}

/** A template for this run only: an empty database with all migrations applied. */
export async function makeTemplate(run: TestRun): Promise<Template> {
  const name = `${run.prefix}_template`
  return { name, state: 'made', applied: await create(run, name) }
}

/** The template kept from an earlier run. It is migrated if there are new migrations, and recreated if necessary. */
export async function keepTemplate(run: TestRun, name: string): Promise<Template> {
  const sum = filesSum()
  const [found] = await run.sql<{ sum: string | null }[]>`
    select shobj_description(oid, 'pg_database') as sum from pg_database where datname = ${name}`
  if (found?.sum === sum) return { name, state: 'kept', applied: 0 }
  const forward = found ? await bringForward(run, name) : undefined
  const applied = forward ?? (await create(run, name))
  await run.sql`comment on database ${run.sql(name)} is ${run.sql.unsafe(`'${sum}'`)}`
  return { name, state: forward === undefined ? 'made' : 'forward', applied }
}

async function create({ sql, url }: TestRun, name: string): Promise<number> {
  await sql`drop database if exists ${sql(name)} with (force)`
  await mayCreate(() => sql`create database ${sql(name)} template template0`)
  const { applied } = await migrate({ url: addressOf(url, name), ...userFolder(), by: 'brolly test' })
  return applied.length
}

/** @returns The number of migrations applied; undefined if its history no longer matches the files. */
async function bringForward({ url }: TestRun, name: string): Promise<number | undefined> {
  let strange = false
  try {
    const { applied } = await migrate({
      url: addressOf(url, name),
      ...userFolder(),
      by: 'brolly test',
      onProgress: ({ kind }) => (strange ||= kind === 'unknown'),
    })
    return strange ? undefined : applied.length
  } catch (error) {
    // A new template either works or reports what is wrong with the files.
    if (error instanceof AdminError) return undefined
    throw error
  }
}

async function mayCreate(work: () => PromiseLike<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== sqlState.insufficientPrivilege) throw error
    throw new AdminError(
      'FORBIDDEN',
      'The role of BROLLY_TEST_URL may not create databases. Grant it CREATEDB, or unset BROLLY_TEST_URL.',
      { cause: error },
    )
  }
}

/** A checksum of everything in the folders of migrations. */
function filesSum(): string {
  const hash = createHash('sha256')
  for (const { name, folder } of [brollyFolder(), userFolder()])
    for (const file of filesOf(folder)) hash.update(`${name}/${file}\0`).update(readFileSync(path.join(folder, file)))
  return hash.digest('hex')
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
}

const addressOf = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
