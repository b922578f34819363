import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { readFolder } from './folder'
import { brollyFolder } from './folders'

/** A folder in drizzle-kit's format for one test, removed when the test ends. */
export function migrationFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeMigrations(folder, files)
  return folder
}

/**
 * Replaces a folder’s migrations, in the order of the names given.
 *
 * `0001_a.down` is the down migration of `0001_a`, and `0001_a.ts` its code.
 */
export function writeMigrations(folder: string, files: Record<string, string>): void {
  mkdirSync(path.join(folder, 'meta'), { recursive: true })
  const tags = Object.keys(files).filter((name) => !name.includes('.'))
  const entries = tags.map((tag, idx) => ({
    idx,
    version: '7',
    when: 1_700_000_000_000 + Number(tag.slice(0, 4)),
    tag,
    breakpoints: true,
  }))
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name.endsWith('.ts') ? name : `${name}.sql`), text)
  const journal = { version: '7', dialect: 'postgresql', entries }
  writeFileSync(path.join(folder, 'meta', '_journal.json'), JSON.stringify(journal))
}

/** Joins statements as drizzle-kit does. */
export function statements(...parts: string[]): string {
  return parts.join('\n--> statement-breakpoint\n')
}

/** The names of Brolly's own migrations, in order. */
export function ownMigrations(): string[] {
  return readFolder(brollyFolder().folder).map(({ name }) => name)
}
