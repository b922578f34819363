import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { AdminError } from '@/admin/errors'
import type { SchemaInCode } from '@/migrate/generate/kit'

/** What `db/schema.ts` exports. */
export async function loadSchema(root: string): Promise<Record<string, unknown>> {
  const file = path.join(root, 'db', 'schema.ts')
  if (!existsSync(file))
    throw new AdminError('MISCONFIGURED', 'There is no db/schema.ts. Make it and export your tables from it.')
  return importFile(file)
}

/** The schema as migrations see it: with the casing that `admin.config.ts` declares. */
export async function loadCode(root: string): Promise<SchemaInCode> {
  const schema = await loadSchema(root)
  const site = await loadSite(root)
  const casing = typeof site === 'object' && site !== null && 'casing' in site ? site.casing : undefined
  return casing === 'snake_case' || casing === 'camelCase' ? { schema, casing } : { schema }
}

/** The default export of `admin.config.ts`; `undefined` where there is none. */
export async function loadSite(root: string): Promise<unknown> {
  const file = path.join(root, 'admin.config.ts')
  return existsSync(file) ? (await importFile(file)).default : undefined
}

/** The function that fills the tables, from `db/seed.ts`. */
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
    const reason = error instanceof Error ? error.message : String(error)
    throw new AdminError('MISCONFIGURED', `${path.basename(file)} cannot be loaded: ${reason}`, { cause: error })
  }
}
