import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { AdminError } from '@/admin/errors'
import type { SchemaInCode } from '@/migrate/generate/kit'

/** The exports of `db/schema.ts`. */
export async function loadSchema(root: string): Promise<Record<string, unknown>> {
  const file = path.join(root, 'db', 'schema.ts')
  if (!existsSync(file))
    throw new AdminError('MISCONFIGURED', 'db/schema.ts not found. Create it and export your tables from it.')
  return importFile(file)
}

/** The schema for migrations, with the casing that `admin.config.ts` declares. */
export async function loadCode(root: string): Promise<SchemaInCode> {
  const schema = await loadSchema(root)
  const site = await loadSite(root)
  const casing = typeof site === 'object' && site !== null && 'casing' in site ? site.casing : undefined
  return casing === 'snake_case' || casing === 'camelCase' ? { schema, casing } : { schema }
}

/** The default export of `admin.config.ts`; `undefined` if the file does not exist. */
export async function loadSite(root: string): Promise<unknown> {
  const file = path.join(root, 'admin.config.ts')
  return existsSync(file) ? (await importFile(file)).default : undefined
}

/** The default export of `db/seed.ts`, which fills the tables. */
export async function loadSeed(root: string): Promise<((db: unknown) => Promise<unknown>) | undefined> {
  const file = path.join(root, 'db', 'seed.ts')
  if (!existsSync(file)) return undefined
  const { default: named, seed } = await importFile(file)
  const found = named ?? seed
  if (typeof found !== 'function')
    throw new AdminError(
      'MISCONFIGURED',
      'db/seed.ts has no default export. Export a function that takes the database.',
    )
  return async (db) => found(db)
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  try {
    // A module is an object of its exports.
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    throw new AdminError('MISCONFIGURED', loadFailure(file, error), { cause: error })
  }
}

/** Remedies for the most common mistakes when code is copied here from another project. */
const cures: readonly (readonly [RegExp, string])[] = [
  [/(?:require|module|exports) is not defined/u, 'Write it as an ES module, with import and export.'],
  [/does not provide an export named/u, 'If it is a type, import it as one: import { type … }.'],
  [/Cannot find (?:module|package)/u, 'Check the path. Aliases must be listed under “paths” in tsconfig.json.'],
]

/** Why a file cannot be loaded: the location in the project, and what to do. */
function loadFailure(file: string, error: unknown): string {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  // The TypeScript compiler gives the reason on the second line of its message.
  const reason = /ERROR: (.*)/u.exec(message)?.[1] ?? message.split('\n')[0] ?? ''
  const cure = cures.find(([pattern]) => pattern.test(reason))?.[1] ?? ''
  const place = placeOf(file, message, stack)
  const says = reason.replace(/ imported from .*$/u, '').trim()
  return `${path.basename(file)} cannot be loaded: ${place} ${says}. ${cure}`.trim()
}

/** The first location in the project's own code that the error names, or else the file that was to be loaded. */
function placeOf(file: string, message: string, stack: string): string {
  const folder = path.dirname(file)
  // `db/schema.ts` is one folder below the project root, `admin.config.ts` is in it.
  const project = path.basename(folder) === 'db' ? path.dirname(folder) : folder
  const importer = / imported from (\/\S+)/u.exec(message)?.[1]
  if (importer) return `${path.relative(project, importer)}:`
  const [, where, line] =
    [...stack.matchAll(/(?:file:\/\/)?(\/[^\s():]+\.[cm]?[jt]sx?)(?:\?[^:\s]*)?:(\d+)/gu)].find(
      ([, found = '']) => !found.includes('/node_modules/') && !found.includes('/cli/'),
    ) ?? []
  return where === undefined ? `${path.basename(file)}:` : `${path.relative(project, where)}, line ${line ?? ''}:`
}
