import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { processIdentity } from '../embedded/process-identity'
import type { TestProject } from './project-fixture'

/** How long a process may take to start or to end. */
export const patience = { timeout: 60_000, interval: 100 }

/** For a file of tests: one that never ends, and says in which processes it runs. */
export const endless = `
  test('never ends', async ({ db, insert }) => {
    await insert(books)
    console.log('running in ' + process.pid + ' of ' + process.ppid)
    await new Promise(() => setInterval(() => undefined, 1000))
  }, 600_000)`

export interface Running {
  readonly launcher: ChildProcess
  /** The command, Vitest and its worker, so as to know them again. */
  readonly command: string
  readonly vitest: string
  readonly worker: string
  readonly ended: Promise<unknown>
}

/** Starts the command on a test that never ends, and waits until it runs. */
export async function started(project: TestProject, variables: Record<string, string>): Promise<Running> {
  const { PATH, HOME } = process.env
  const launcher = spawn(process.execPath, [path.join(project.root, 'bin', 'brolly.js'), 'test'], {
    cwd: project.root,
    env: { PATH, HOME, NODE_ENV: 'test', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void launcher.kill('SIGKILL'))
  let out = ''
  launcher.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
  const ended = once(launcher, 'exit')
  const [, worker, vitest] = await vi.waitFor(
    () => /running in (\d+) of (\d+)/u.exec(out) ?? Promise.reject(),
    patience,
  )
  return {
    launcher,
    command: processIdentity(parentOf(Number(vitest))),
    vitest: processIdentity(Number(vitest)),
    worker: processIdentity(Number(worker)),
    ended,
  }
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}
