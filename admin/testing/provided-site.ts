import type { Site } from '../site/site'

declare global {
  /**
   * Provides the site of `admin.config.ts`, which the engine itself may not import. Set before each test file, and
   * called by the first test that needs it.
   */
  var brollyTestSite: (() => Promise<Site>) | undefined
}

/** The site under test. */
export async function providedSite(): Promise<Site> {
  if (!globalThis.brollyTestSite)
    throw new Error(
      'These tests do not know your site. Run them with `npx brolly test`, or name cli/testing/provide-site.ts in setupFiles of vitest.config.ts.',
    )
  return globalThis.brollyTestSite()
}
