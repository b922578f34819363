import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AdminError } from '@/admin/errors'
import { isRunning, processIdentity } from './process-identity'

/**
 * Runs `work` while no other process starts or stops the server of this folder. The lock of a process that is gone is
 * taken over.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(folder, 'lock')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const deadline = performance.now() + 120_000
  while (!take(file)) {
    if (performance.now() > deadline)
      throw new AdminError(
        'CONFLICT',
        `Another brolly process has held ${file} for two minutes. Stop it, then try again.`,
      )
    await delay(100)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, processIdentity(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const holder = readHolder(file)
  // An empty file means that its writer has created it but not yet filled it.
  if (holder !== '' && !isRunning(holder)) rmSync(file, { force: true })
  return false
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
