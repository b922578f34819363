import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { defineCommand } from '../command'

export const test = defineCommand({
  name: 'test',
  summary: 'Run your tests on a throw-away PostgreSQL.',
  details: 'Words go to Vitest: `npx brolly test db/shop` runs the tests of that folder.',
  words: 'files or names, for Vitest',
  flags: z.object({}),
  async run(_, context, words) {
    const child = spawn(process.execPath, [vitestBinary(), 'run', ...words], { cwd: context.root, stdio: 'inherit' })
    const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
    context.atExit(async () => {
      child.kill('SIGTERM')
      await ended
    })
    return ended
  },
})

function vitestBinary(): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  } catch (error) {
    throw new AdminError('MISCONFIGURED', 'Vitest is not installed here. Run: npm install', { cause: error })
  }
}
