import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readPidFile } from '../embedded/cluster'
import { isRunning, processIdentity } from '../embedded/process-identity'
import { readState } from '../embedded/state'
import { libraryProject } from './library-project-fixture'
import { ownTestServer } from './own-test-server-fixture'
import { endless, patience, started, type Running } from './running-fixture'

// Each run is a process that starts several more.
const timeout = 240_000

const { env, databases } = ownTestServer()

const allEnded = ({ command, vitest, worker }: Running) =>
  expect([command, vitest, worker].map(isRunning)).toEqual([false, false, false])

const pidOf = (identity: string) => Number(identity.split(':')[0])

// Only Linux lists the processes under /proc.
describe.runIf(existsSync('/proc/self/status'))('a run that is ended', () => {
  test('Ctrl-C ends all processes, and leaves no database', { timeout }, async () => {
    const run = await started(libraryProject({ 'db/one.test.ts': endless }), env)

    expect(await databases()).toHaveLength(2)
    run.launcher.kill('SIGINT')

    expect(await run.ended).toEqual([130, null])
    await vi.waitFor(() => allEnded(run), patience)
    expect(await databases()).toEqual([])
  })

  test(
    'databases of a killed run are removed by the next run, those of a running one are not',
    { timeout },
    async () => {
      const project = libraryProject({ 'db/one.test.ts': endless, 'db/two.test.ts': `test('passes', () => undefined)` })

      const killed = await started(project, env)
      process.kill(pidOf(killed.command), 'SIGKILL')
      await vi.waitFor(() => allEnded(killed), patience)
      const left = await databases()
      const living = await started(project, env)
      const besides = (await databases()).filter((name) => !left.includes(name))
      const next = await project.run(['test', 'two'], env)

      expect(left).toHaveLength(2)
      expect(besides).toHaveLength(2)
      expect(next.code).toBe(0)
      expect((await databases()).toSorted()).toEqual(besides.toSorted())
      living.launcher.kill('SIGTERM')
      await living.ended
      expect(await databases()).toEqual([])
    },
  )

  test(
    'without BROLLY_TEST_URL an embedded server is started and stopped, also after a crash',
    { timeout },
    async () => {
      const project = libraryProject({ 'db/one.test.ts': endless, 'db/two.test.ts': `test('passes', () => undefined)` })
      const folder = path.join(project.root, '.brolly', 'test')
      const server = () => readPidFile(readState(folder).dataFolder ?? '')?.pid
      onTestFinished(() => {
        const { dataFolder } = readState(folder)
        if (dataFolder !== undefined) rmSync(path.dirname(dataFolder), { recursive: true, force: true })
      })

      const first = await project.run(['test', 'two'])
      const afterFirst = server()
      const killed = await started(project, {})
      const left = processIdentity(server() ?? 0)
      process.kill(pidOf(killed.command), 'SIGKILL')
      await vi.waitFor(() => allEnded(killed), patience)
      const next = await project.run(['test', 'two'])

      expect({ code: first.code, afterFirst }).toEqual({ code: 0, afterFirst: undefined })
      expect(next).toMatchObject({
        code: 0,
        out: expect.stringContaining('Removed 2 databases left by interrupted runs.'),
      })
      expect(isRunning(left)).toBe(false)
      expect(server()).toBe(undefined)
    },
  )
})
