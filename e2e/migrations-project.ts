import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import { e2eAccounts } from './accounts'
import { serve } from './second-server'

const source = path.resolve(import.meta.dirname, '..')
/** What the server reads from its working directory, besides the build. */
const linked = ['node_modules', 'package.json', 'next.config.js', 'admin']

/**
 * A server of this build in a separate folder, with its own migrations and database: the demo, followed by what a test
 * writes.
 */
export class MigrationsProject {
  readonly base: string
  /** The database, for setting up and checking data. */
  readonly sql: postgres.Sql
  readonly #root: string
  readonly #stop: () => Promise<void>

  private constructor({
    base,
    sql,
    root,
    stop,
  }: {
    base: string
    sql: postgres.Sql
    root: string
    stop(): Promise<void>
  }) {
    this.base = base
    this.sql = sql
    this.#root = root
    this.#stop = stop
  }

  static async start(server: postgres.Sql): Promise<MigrationsProject> {
    const url = await makeDatabase(server)
    const root = makeFolder()
    await migrate({ url, ...userFolder(), folder: path.join(root, 'drizzle'), by: 'e2e' })
    const sql = postgres(url, { max: 2, onnotice: () => undefined })
    await copyAccounts(server, sql)
    const { base, stop } = await serve(url, root)
    return new MigrationsProject({ base, sql, root, stop })
  }

  /** Adds a migration at the end, with its down migration, or code. */
  add(name: string, text: { sql: string; down?: string; code?: string }): void {
    const folder = path.join(this.#root, 'drizzle')
    const write = (file: string, content: string) => writeFileSync(path.join(folder, file), content)
    write(`${name}.sql`, text.sql)
    if (text.down !== undefined) write(`${name}.down.sql`, text.down)
    if (text.code !== undefined) write(`${name}.ts`, text.code)
    const file = path.join('meta', '_journal.json')
    // Written by drizzle-kit, and by the lines below.
    const journal = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { entries: object[] }
    const idx = journal.entries.length
    journal.entries.push({ idx, version: '7', when: 1_900_000_000_000 + idx, tag: name, breakpoints: true })
    write(file, JSON.stringify(journal))
  }

  /** Replaces the contents of a migration. */
  correct(name: string, sql: string): void {
    writeFileSync(path.join(this.#root, 'drizzle', `${name}.sql`), sql)
  }

  async remove(): Promise<void> {
    await this.#stop()
    await this.sql.end({ timeout: 5 })
    rmSync(this.#root, { recursive: true, force: true })
  }
}

async function makeDatabase(server: postgres.Sql): Promise<string> {
  const name = `migrations_${randomBytes(6).toString('hex')}`
  await server.unsafe(`create database ${name} template template0`)
  const { host, port, user, pass } = server.options
  return `postgres://${user}:${pass ?? ''}@${host[0]}:${port[0]}/${name}`
}

function makeFolder(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-served-'))
  const output = process.env.BROLLY_DIST_DIR || '.next'
  for (const name of [...linked, output]) symlinkSync(path.join(source, name), path.join(root, name))
  mkdirSync(path.join(root, 'drizzle'))
  for (const name of readdirSync(path.join(source, 'drizzle')))
    cpSync(path.join(source, 'drizzle', name), path.join(root, 'drizzle', name), { recursive: true })
  return root
}

/** With the same password hashes as on the other server, because hashing takes time. */
async function copyAccounts(from: postgres.Sql, to: postgres.Sql): Promise<void> {
  for (const { email } of e2eAccounts) {
    const [account] = await from<{ password_hash: string; is_superuser: boolean }[]>`
      select password_hash, is_superuser from brolly.users where email = ${email}`
    if (!account) throw new Error(`There is no account ${email}.`)
    await to`
      insert into brolly.users (email, password_hash, is_staff, is_superuser)
      values (${email}, ${account.password_hash}, true, ${account.is_superuser})`
  }
}
