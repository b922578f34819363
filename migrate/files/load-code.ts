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
 * Loads the code of a data migration, anew each time.
 *
 * @throws {AdminError} `INVALID` when it cannot be loaded or does not export what it should.
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
    // Whatever runs this process: in production nothing else reads TypeScript.
    const { tsImport } = await import(/* turbopackIgnore: true */ 'tsx/esm/api')
    const loaded: unknown = await tsImport(pathToFileURL(file).href, import.meta.url)
    return unwrapped(loaded)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AdminError('INVALID', `${source} cannot be loaded: ${reason}`, { cause: error })
  }
}

/** A file outside of an ES package is read as CommonJS, whose exports are the default export. */
function unwrapped(loaded: unknown): unknown {
  if (typeof loaded !== 'object' || loaded === null || 'up' in loaded || !('default' in loaded)) return loaded
  return loaded.default
}
