import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readStatements, shown, type MigrationFile } from './folder'
import { loadCode } from './load-code'

/** How a migration is reverted. */
export interface DownMigration {
  /** As shown to users: `drizzle/0003_add_stock.down.sql`. */
  readonly source: string
  readonly statements: readonly string[]
  readonly noTransaction: boolean
  /** Why it cannot be reverted. */
  readonly irreversible?: string
}

const irreversibleLine = /^[ \t]*-- irreversible:?[ \t]*(.*?)[ \t]*\r?$/m

/**
 * Reads the down migration: the `.down.sql` file, or the `down` function of a data migration.
 *
 * @throws {AdminError} `INVALID` if the code of a data migration cannot be loaded.
 */
export async function readDownMigration(folder: string, file: MigrationFile): Promise<DownMigration> {
  if (file.kind === 'data') {
    const { down } = await loadCode(folder, file)
    const irreversible = down === undefined ? `${file.source} exports no function \`down\`` : undefined
    return { source: file.source, statements: [], noTransaction: false, irreversible }
  }
  const down = path.join(/* turbopackIgnore: true */ folder, `${file.name}.down.sql`)
  const source = shown(down)
  if (!existsSync(down))
    return {
      source,
      statements: [],
      noTransaction: false,
      irreversible: `its down migration ${source} is missing; write it, or create it empty if there is nothing to revert`,
    }
  const text = readFileSync(down, 'utf8')
  const why = irreversibleLine.exec(text)?.[1]
  return { source, ...readStatements(text), irreversible: why === '' ? `${source} says so` : why }
}
