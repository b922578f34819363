import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import type { DataMigration, DataMigrationModule } from './data-migration'
import type { MigrationFile } from './folder'

type Work = (context: DataMigration) => Promise<void>

const workSchema = z.custom<Work>((value) => typeof value === 'function', 'is not a function')

const moduleSchema = z.object({
  up: workSchema,
  down: workSchema.optional(),
  transaction: z.enum(['file', 'batches'], "is neither 'file' nor 'batches'").optional(),
})

/**
 * Loads the code of a data migration, bypassing the module cache.
 *
 * @throws {AdminError} `INVALID` if the code cannot be loaded or lacks the required exports.
 */
export async function loadCode(folder: string, file: MigrationFile): Promise<DataMigrationModule> {
  const parsed = moduleSchema.safeParse(await importCode(path.join(folder, `${file.name}.ts`), file.source))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const what = issue?.path[0] === 'up' ? 'exports no function `up`' : `\`${issue?.path.join('.')}\` ${issue?.message}`
  throw new AdminError('INVALID', `${file.source}: ${what}.`)
}

async function importCode(file: string, source: string): Promise<unknown> {
  try {
    // In production, no other part of the process can load TypeScript.
    const { tsImport } = await import(/* turbopackIgnore: true */ 'tsx/esm/api')
    const loaded: unknown = await tsImport(pathToFileURL(file).href, import.meta.url)
    return unwrapped(loaded)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AdminError('INVALID', `${source} cannot be loaded: ${reason}`, { cause: error })
  }
}

/** Node.js loads a file outside an ES package as CommonJS: its exports are then the default export. */
function unwrapped(loaded: unknown): unknown {
  if (typeof loaded !== 'object' || loaded === null || 'up' in loaded || !('default' in loaded)) return loaded
  return loaded.default
}
