import { requireSite } from '../load/load-engine'

/**
 * Set before each test file. The engine may not import `admin.config.ts`, and loading it costs time only in tests that
 * use it.
 */
globalThis.brollyTestSite = () => requireSite(process.cwd())
