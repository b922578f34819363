import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { isRunning, processIdentity } from './process-identity'

const stateSchema = z.object({
  password: z.string(),
  /** 0 until the first start. */
  port: z.number(),
  /** The data folder. It is outside the project if the account cannot access that. */
  dataFolder: z.string().optional(),
})

export type ServerState = z.infer<typeof stateSchema>

/** The stored state of this folder's server. If there is none, a new random password is generated. */
export function readState(folder: string): ServerState {
  const file = stateFile(folder)
  if (existsSync(file)) {
    const parsed = stateSchema.safeParse(tryJson(readFileSync(file, 'utf8')))
    if (parsed.success) return parsed.data
  }
  return { password: randomBytes(24).toString('base64url'), port: 0 }
}

/** Replaces the file atomically, so that a crash leaves the old or the new one. */
export function writeState(folder: string, state: ServerState): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const next = `${stateFile(folder)}.${process.pid}`
  writeFileSync(next, JSON.stringify(state), { mode: 0o600 })
  renameSync(next, stateFile(folder))
}

/** Registers this process as a user of the server. */
export function addUser(folder: string): void {
  mkdirSync(usersFolder(folder), { recursive: true, mode: 0o700 })
  writeFileSync(path.join(usersFolder(folder), String(process.pid)), processIdentity(process.pid))
}

/** @returns Whether no other process uses the server any more. */
export function removeUser(folder: string): boolean {
  rmSync(path.join(usersFolder(folder), String(process.pid)), { force: true })
  if (!existsSync(usersFolder(folder))) return true
  const others = readdirSync(usersFolder(folder)).filter((name) => {
    const file = path.join(usersFolder(folder), name)
    const running = existsSync(file) && isRunning(readFileSync(file, 'utf8'))
    if (!running) rmSync(file, { force: true })
    return running
  })
  return others.length === 0
}

function stateFile(folder: string): string {
  return path.join(folder, 'postgres.json')
}

function usersFolder(folder: string): string {
  return path.join(folder, 'users')
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
