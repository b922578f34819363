import type { DatabaseClient } from '@/admin/server'
import type { CommandContext } from '../command'

/** Runs `work` on a dedicated connection to the command's database, without time limits. */
export async function withDataClient<T>(
  context: CommandContext,
  work: (client: DatabaseClient) => Promise<T>,
): Promise<T> {
  const { connectDatabase } = await import('@/admin/server')
  const client = connectDatabase(await context.databaseUrl(), {
    max: 1,
    statementTimeoutMs: 0,
    prepare: context.env.BROLLY_PREPARE,
    applicationName: 'brolly data',
  })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
