import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { isRunning, processIdentity } from '../embedded/process-identity'
import { startServer, untilReady } from './next-server'

/** A command that runs Next.js in a folder without an application. It is kept running: Next.js would end at once. */
async function startCommand(kind: 'start' | 'dev' = 'start'): Promise<{ command: ChildProcess; server: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-next-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const script = path.join(folder, 'run.mts')
  const note = path.join(folder, 'pid')
  const hold = path.join(folder, 'hold.cjs')
  writeFileSync(
    hold,
    `process.exit = () => undefined
     setInterval(() => undefined, 1000)
     setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)), 0)`,
  )
  const module = pathToFileURL(path.resolve(import.meta.dirname, 'next-process.ts')).href
  writeFileSync(
    script,
    `import { runNext } from ${JSON.stringify(module)}
     process.exitCode = await runNext({ root: ${JSON.stringify(folder)}, atExit: () => undefined } as never, ['${kind}'], { NODE_OPTIONS: ${JSON.stringify(`--require ${hold}`)} })`,
  )
  const command = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'ignore' })
  onTestFinished(() => void command.kill('SIGKILL'))
  const pid = await untilKnown(() => readFileSync(note, 'utf8'))
  return { command, server: processIdentity(Number(pid)) }
}

/** Waits for what another process does, as long as the test may. */
async function untilKnown(read: () => string): Promise<string> {
  return expect
    .poll(
      () => {
        try {
          return read()
        } catch {
          return ''
        }
      },
      { timeout: 20_000 },
    )
    .not.toBe('')
    .then(read)
}

test.for([
  ['SIGKILL', 137],
  ['SIGSEGV', 139],
] as const)('a server that %s ends makes the command fail', async ([signal, code]) => {
  const { command, server } = await startCommand()

  process.kill(Number(server.split(':')[0]), signal)

  expect(await once(command, 'exit')).toEqual([code, null])
})

test.for(['start', 'dev'] as const)('a %s that is killed takes its server along', async (kind) => {
  const { command, server } = await startCommand(kind)
  expect(isRunning(server)).toBe(true)

  command.kill('SIGKILL')
  await once(command, 'exit')

  await expect.poll(() => isRunning(server), { timeout: 30_000 }).toBe(false)
})

test('a server that ends before it is ready is not waited for', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-next-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))

  const server = await startServer({ databaseUrl: 'postgres://127.0.0.1:1/none', root: folder, streams: 'none' })

  await expect(untilReady(`${server.base}/api/health`, server.child)).rejects.toThrow('ended before it was ready')
  expect(await server.ended).toBe(1)
  await server.stop()
})
