import { startServer, untilReady } from '@/cli/serve/next-server'

export interface SecondServer {
  readonly base: string
  stop(): Promise<void>
}

/**
 * A second server of the same build, on another database.
 *
 * @param root The folder of its project. Default: this one.
 * @param variables Of its environment. `PORT` is the port; default: a free one.
 */
export async function serve(
  databaseUrl: string,
  root?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<SecondServer> {
  const { base, child, stop } = await startServer({
    databaseUrl,
    root,
    variables,
    port: variables.PORT === undefined ? undefined : Number(variables.PORT),
    streams: process.env.BROLLY_DEBUG ? 'errors' : 'none',
  })
  await untilReady(`${base}/api/health`, child)
  return { base, stop }
}
