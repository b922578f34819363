import type { Client } from '@/db'
import type { CommandContext } from './command'

/** Runs `work` on a connection of its own to the command's database, without limits of time. */
export async function withDataClient<T>(context: CommandContext, work: (client: Client) => Promise<T>): Promise<T> {
  // Loaded late: it reads the environment, whose mistakes are to be told in a line.
  const { createClient } = await import('@/db')
  const client = createClient(await context.databaseUrl(), {
    max: 1,
    statementTimeoutMs: 0,
    applicationName: 'brolly data',
  })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
