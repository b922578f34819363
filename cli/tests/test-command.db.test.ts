import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ownMigrations, writeMigrations } from '@/migrate/files/migration-fixture'
import { libraryMigrations, libraryProject } from './library-project-fixture'
import { ownTestServer } from './own-test-server-fixture'
import { runHere } from './run-here-fixture'

// Each run is a process that starts several more.
const timeout = 240_000

const { env, sql, databases } = ownTestServer()

const passing = `test('passes', () => expect(1).toBe(1))\n`

describe('brolly test', () => {
  test('runs the tests over the migrated tables and the site, and leaves nothing behind', { timeout }, async () => {
    const { run } = libraryProject({
      'db/books.test.ts': `import { changePage } from '@/admin/server'
        test('a row is there for this test', async ({ db, insert }) => {
          await insert(books, { title: 'Atlas' })
          expect(await db.$count(books)).toBe(1)
        })
        test('and is gone in the next', async ({ db }) => {
          expect(await db.$count(books)).toBe(0)
        })
        test('rules apply to a client and to a context', async ({ as, client, insert, site }) => {
          const { id } = await insert(books, { title: 'Atlas' })
          const grants = ['books.change']
          const clerk = client.as({ grants })
          expect(await clerk.change(books, id, { copies: 2 })).toMatchObject({ status: 403 })
          expect(await clerk.as({ grants, groups: ['librarians'] }).change(books, id, { copies: 2 })).toMatchObject({ status: 303 })
          const mode = async (person) => (await changePage(as(person), site.byPath('books'), { key: String(id), list: '' })).mode
          expect([await mode(), await mode({ grants }), await mode({ grants, groups: ['librarians'] })]).toEqual(['view', 'view', 'change'])
          await expect(mode({ grants: [] })).rejects.toMatchObject({ code: 'FORBIDDEN' })
        })
        test('statements are counted', async ({ client, expectQueries, queries }) => {
          await expectQueries(2, () => client.list(books))
          expect((await queries(() => client.list(books))).map((query) => query.rows).sort()).toEqual([0, 1])
          await expect(expectQueries(1, () => client.list(books))).rejects.toThrow(/1 statement expected, 2 sent:\\n1\\. select/)
        })
        test('the database of the app is out of reach', async () => {
          expect(process.env.DATABASE_URL).toBe(undefined)
        })`,
      'admin-notes.test.ts': passing,
      'app/shop/one.test.ts': passing,
      'components/shop/one.test.ts': passing,
    })

    // Nothing listens at that URL, and nothing may connect to it.
    const { code, out, err } = await run(['test'], { ...env, DATABASE_URL: 'postgres://127.0.0.1:1/real' })

    expect({ code, err: code === 0 ? '' : out + err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('8 passed')
    expect(out).toContain('Test Files')
    expect(await databases()).toEqual([])
  })

  test('a failing test exits with 1, arguments select files, and --fail-fast stops', { timeout }, async () => {
    const { run } = libraryProject({
      'db/one.test.ts': `test('breaks', () => expect(1).toBe(2))\ntest('comes later', () => expect(1).toBe(1))`,
      'db/two.test.ts': passing,
    })

    const all = await run(['test'], env)
    const stopped = await run(['test', 'one', '--fail-fast'], env)
    const none = await run(['test', 'three'], env)

    expect(all).toMatchObject({ code: 1, out: expect.stringContaining('1 failed | 2 passed') })
    expect(stopped).toMatchObject({ code: 1, out: expect.stringContaining('1 failed (2)') })
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('No test files found') })
    expect(await databases()).toEqual([])
  })

  test('-k selects by title, --durations lists the slowest, --shuffle prints its seed', { timeout }, async () => {
    const titles = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']
    const { run } = libraryProject({
      'db/order.test.ts': titles.map((title) => `test('${title}', () => void console.log('ran ${title}'))`).join('\n'),
    })
    const order = (out: string) => [...out.matchAll(/^ran (\w+)$/gmu)].map((match) => match[1])

    const chosen = await run(['test', '-k', 'f(ir|our)', '--durations', '1'], env)
    const nothing = await run(['test', '-k', 'ninth'], env)
    const [shuffled, again] = [
      await run(['test', '--shuffle', '--seed', '3'], env),
      await run(['test', '--shuffle', '--seed', '3'], env),
    ]

    expect(order(chosen.out)).toEqual(['first', 'fourth'])
    expect(chosen.out).toMatch(/Slowest tests:\n +\d+ ms {2}db\/order\.test\.ts > f(irst|ourth)\n$/u)
    expect(nothing).toMatchObject({ code: 1, err: expect.stringContaining('No test ran: none has a matching name.') })
    expect(order(shuffled.out)).not.toEqual(titles)
    expect(order(shuffled.out)).toEqual(order(again.out))
    expect(shuffled.out).toContain('seed "3"')
  })

  test('each worker has a database of its own, copied from the template', { timeout }, async () => {
    const other = `
      test('two at once', async ({ db, insert }) => {
        await insert(books)
        const [row] = await db.execute("select current_database() as name")
        // Waits until both databases exist at the same time.
        await expect.poll(async () => (await db.execute(
          "select from pg_database where datname like split_part(current_database(), '_worker_', 1) || '\\\\_worker\\\\_%'")).length, { timeout: 30_000 }).toBe(2)
        console.log('database ' + row.name)
        expect(await db.$count(books)).toBe(1)
      }, 40_000)`
    const { run } = libraryProject({ 'db/one.test.ts': other, 'db/two.test.ts': other })

    const { code, out } = await run(['test', '--workers', '2'], env)

    const names = [...out.matchAll(/^database (\w+)$/gmu)].map((match) => match[1])
    expect({ code, names: new Set(names) }).toEqual({
      code: 0,
      names: new Set([
        expect.stringMatching(/^brolly_test_[0-9a-f]{8}_worker_1$/u),
        expect.stringMatching(/^brolly_test_[0-9a-f]{8}_worker_2$/u),
      ]),
    })
    expect(await databases()).toEqual([])
  })

  test('--keepdb keeps the template, and migrates it only if the files have changed', { timeout }, async () => {
    const { root, run, write } = libraryProject({ 'db/one.test.ts': passing })
    const usesPages = `test('has it', async ({ db }) => void (await db.execute('select pages from books')))`
    const more = { ...libraryMigrations, '0001_pages': 'alter table books add column pages int' }
    const edited = { '0000_books': `${libraryMigrations['0000_books']}; select 1` }

    const first = await run(['test', '--keepdb'], env)
    const kept = await databases()
    const second = await run(['test', '--keepdb'], env)
    writeMigrations(path.join(root, 'drizzle'), more)
    write('db/two.test.ts', "import { test } from '@/admin/testing'\n" + usesPages)
    const third = await run(['test', '--keepdb', 'two'], env)
    const [one] = kept
    const [forward] = await sql()`select oid from pg_database where datname = ${one ?? ''}`
    rmSync(path.join(root, 'drizzle/0001_pages.sql'))
    writeMigrations(path.join(root, 'drizzle'), edited)
    const fourth = await run(['test', '--keepdb', 'one'], env)
    const [anew] = await sql()`select oid from pg_database where datname = ${one ?? ''}`
    const last = await run(['test', 'one'], env)

    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Made a template of ${ownMigrations().length + 1} migrations.`),
    })
    expect(kept).toEqual([expect.stringMatching(/^brolly_test_kept_[0-9a-f]{8}$/u)])
    expect(second).toMatchObject({ code: 0, out: expect.stringContaining('The kept template is up to date.') })
    expect(third).toMatchObject({ code: 0, out: expect.stringContaining('Applied 1 migration to the kept template.') })
    expect(fourth).toMatchObject({ code: 0, out: expect.stringContaining('Made a template of') })
    expect(anew).not.toEqual(forward)
    expect(last.code).toBe(0)
    expect(await databases()).toEqual([])
  })

  test('reports each mistake in one line', { timeout }, async () => {
    const { root, run, write } = libraryProject({ 'db/one.test.ts': passing })

    const badPattern = await runHere(['test', '-k', '('], env)
    const away = await run(['test'], { BROLLY_TEST_URL: 'postgres://127.0.0.1:1/x' })
    rmSync(path.join(root, 'drizzle'), { recursive: true })
    await run(['makemigrations'])
    const inStep = await run(['test'], env)
    write(
      'db/schema.ts',
      readFileSync(path.join(root, 'db/schema.ts'), 'utf8').replace("text('title')", "text('heading')"),
    )
    const behind = await run(['test'], env)
    rmSync(path.join(root, 'drizzle'), { recursive: true })
    writeMigrations(path.join(root, 'drizzle'), { '0000_books': 'create table books (id strange)' })
    const broken = await run(['test'], env)

    expect(badPattern).toMatchObject({ code: 2, err: expect.stringContaining('-k: Must be a regular expression.') })
    expect(away).toMatchObject({
      code: 1,
      err: 'The database at 127.0.0.1:1 does not respond. Start it, or check BROLLY_TEST_URL.\n',
    })
    expect(inStep).toMatchObject({ code: 0, err: '' })
    expect(behind).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^db\/schema\.ts has changes without a migration .* npx brolly makemigrations$/mu),
    })
    expect(broken).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^drizzle\/0000_books\.sql, statement 1 of 1: /u),
    })
    expect(await databases()).toEqual([])
  })

  test('a role that may create databases is enough, and one that may not gets a message', { timeout }, async () => {
    const { run } = libraryProject({ 'db/one.test.ts': `test('has rows', ({ insert }) => insert(books))` })
    const own = new URL(env.BROLLY_TEST_URL)
    own.username = 'test_maker'
    await sql()`create role test_maker login password ${sql().unsafe(`'${own.password}'`)}`
    onTestFinished(async () => void (await sql()`drop role test_maker`))

    const refused = await run(['test'], { BROLLY_TEST_URL: own.href })
    await sql()`alter role test_maker createdb`
    const { code, err } = await run(['test'], { BROLLY_TEST_URL: own.href })

    expect(refused).toMatchObject({
      code: 1,
      err: 'The role of BROLLY_TEST_URL may not create databases. Grant it CREATEDB, or unset BROLLY_TEST_URL.\n',
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(await databases()).toEqual([])
  })

  test('says that Vitest is missing if only production dependencies are installed', { timeout }, async () => {
    const { root } = libraryProject({})
    const copied = ['admin', 'bin', 'cli', 'migrate']
    for (const name of copied) {
      rmSync(path.join(root, name))
      cpSync(name, path.join(root, name), { recursive: true })
    }
    rmSync(path.join(root, 'node_modules'))
    mkdirSync(path.join(root, 'node_modules'))
    for (const name of readdirSync('node_modules').filter((each) => each !== 'vitest'))
      symlinkSync(path.resolve('node_modules', name), path.join(root, 'node_modules', name))

    const { PATH, HOME } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'bin', 'brolly.js'), 'test'], {
      cwd: root,
      env: { PATH, HOME, NODE_ENV: 'test', ...env },
      encoding: 'utf8',
    })

    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Vitest is not installed. Install the development dependencies with: npm install\n',
    })
  })
})
