import { startTestServer } from './test-server'

/** Starts the throw-away server unless the pipeline has done so already. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BROLLY_TEST_URL) return undefined
  const server = await startTestServer()
  // Workers are started after this and inherit it.
  process.env.BROLLY_TEST_URL = server.url
  return () => server.stop()
}
