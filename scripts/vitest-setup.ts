import { startTestServer } from './test-server'

/** Starts the temporary server unless the pipeline has already done so. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BROLLY_TEST_URL) return undefined
  const server = await startTestServer()
  // Workers start later and inherit the variable.
  process.env.BROLLY_TEST_URL = server.url
  return () => server.stop()
}
