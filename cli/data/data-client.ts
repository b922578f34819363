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
    // The driver first reads the types of the database, in a query of its own, whose failure could not be caught if the work failed
    // and closed the connection meanwhile.
    await client.sql`select 1`
    return await work(client)
  } finally {
    await client.close()
  }
}
