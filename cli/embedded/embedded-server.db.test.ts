import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { embeddedServer } from './embedded-server'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'brolly-embedded-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = () => embeddedServer({ folder, settings: ['fsync=off'] })
const pidFile = () => path.join(folder, 'postgres', 'postmaster.pid')
const serverPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0])

async function ask(url: string, query: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql.unsafe(query).values()
    return row?.[0]
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function inOtherProcess(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=react-server',
      '--import',
      'tsx',
      path.join(import.meta.dirname, 'embedded-server-fixture-process.ts'),
    ],
    { env: { ...process.env, FOLDER: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = await once(child.stdout, 'data')
  return { child, url: String(line).trim() }
}

describe('the embedded server', () => {
  test('keeps data, port and password between starts, and leaves no process behind', async () => {
    const first = await start()
    await ask(first.url, 'create table books (id int)')
    await first.release()
    const stopped = !existsSync(pidFile())

    const second = await start()

    expect(stopped).toBe(true)
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select count(*)::int from books')).toBe(0)
    await second.release()
  })

  test('listens on the loopback interface only, requires the password, and sorts by ICU', async () => {
    const server = await start()
    const withoutPassword = new URL(server.url)
    withoutPassword.password = 'wrong'

    const settings = await ask(
      server.url,
      "select current_setting('listen_addresses') || current_setting('unix_socket_directories') || current_setting('server_version_num')::int / 10000",
    )

    expect(settings).toBe('127.0.0.118')
    await expect(ask(withoutPassword.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(await ask(server.url, "select string_agg(w, '' order by w) from unnest('{b,A,ä,B}'::text[]) w")).toBe('AäbB')
    expect(statSync(path.join(folder, 'postgres.json')).mode & 0o077).toBe(0)
    await server.release()
  })

  test('is joined by a second process and stopped by the last one to leave', async () => {
    const server = await start()
    const { child, url } = await inOtherProcess()
    const pid = serverPid()

    await server.release()
    const after = serverPid()
    child.kill('SIGTERM')
    await once(child, 'exit')

    expect(url).toBe(server.url)
    expect(after).toBe(pid)
    expect(existsSync(pidFile())).toBe(false)
  })

  test('two processes that start at once share one', async () => {
    const [one, two] = await Promise.all([inOtherProcess(), inOtherProcess()])

    expect(one.url).toBe(two.url)
    for (const { child } of [one, two]) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    expect(existsSync(pidFile())).toBe(false)
  })

  test('starts again after the server and its process were killed', async () => {
    const { child, url } = await inOtherProcess()
    await ask(url, 'create table books (id int)')
    process.kill(serverPid(), 'SIGKILL')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const server = await start()

    expect(await ask(server.url, 'select count(*)::int from books')).toBe(0)
    await server.release()
  })

  test('is restarted at the same URL while it is in use', async () => {
    let restarted: (() => void) | undefined
    const restart = new Promise<void>((resolve) => (restarted = resolve))
    const server = await embeddedServer({ folder, settings: ['fsync=off'], onRestart: () => restarted?.() })
    process.kill(serverPid(), 'SIGKILL')

    await restart

    expect(await ask(server.url, 'select 1')).toBe(1)
    await server.release()
    expect(existsSync(pidFile())).toBe(false)
  })

  test('takes over a server whose process was killed, and stops it', async () => {
    const { child } = await inOtherProcess()
    const pid = serverPid()
    child.kill('SIGKILL')
    await once(child, 'exit')

    const server = await start()

    expect(serverPid()).toBe(pid)
    await server.release()
    expect(existsSync(pidFile())).toBe(false)
  })

  test('removes a pid file that names another process, and a lock whose process is gone', async () => {
    const first = await start()
    await first.release()
    writeFileSync(pidFile(), `${process.pid}\n${path.join(folder, 'postgres')}\n1\n1\n\n127.0.0.1\n\nready\n`)
    writeFileSync(path.join(folder, 'lock'), '999999999:')

    const server = await start()

    expect(await ask(server.url, 'select 1')).toBe(1)
    await server.release()
  })

  test('starts over after an interrupted set-up, and never removes what it did not create', async () => {
    mkdirSync(path.join(folder, 'postgres.new'))
    writeFileSync(path.join(folder, 'postgres.new', 'PG_VERSION'), '18')
    const server = await start()
    await server.release()
    rmSync(path.join(folder, 'postgres', 'PG_VERSION'))

    await expect(start()).rejects.toThrow(/is not a database directory/)
    expect(existsSync(path.join(folder, 'postgres', 'base'))).toBe(true)
  })
})
