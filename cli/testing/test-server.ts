import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import type { CommandContext } from '../command'
import { embeddedServer, type EmbeddedServer } from '../embedded/embedded-server'
import { readState } from '../embedded/state'

/** A test server need not survive a power cut. */
export const throwAwaySettings = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=300',
] as const

/**
 * The PostgreSQL server for test databases: that of `BROLLY_TEST_URL`, or else a second embedded server beside that of
 * `dev`. `DATABASE_URL` is never used.
 */
export async function testServer(context: CommandContext): Promise<string> {
  const given = process.env.BROLLY_TEST_URL
  if (given !== undefined && given !== '') return given
  const server = await embedded(path.resolve(context.root, context.env.BROLLY_DATA_DIR, 'test'))
  context.atExit(() => server.release())
  return server.url
}

async function embedded(folder: string): Promise<EmbeddedServer> {
  const start = () => embeddedServer({ folder, settings: throwAwaySettings })
  try {
    return await start()
  } catch (error) {
    // After an update of PostgreSQL its data is no longer readable. It can all be recreated.
    const { dataFolder } = readState(folder)
    if (!(error instanceof AdminError) || error.code !== 'MISCONFIGURED' || dataFolder === undefined) throw error
    if (!existsSync(path.join(dataFolder, 'PG_VERSION'))) throw error
    for (const old of [dataFolder, folder]) rmSync(old, { recursive: true, force: true })
    return start()
  }
}
