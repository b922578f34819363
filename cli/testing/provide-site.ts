import { requireSite } from '../load/load-engine'

/** Set before each file of tests: the engine may not import `admin.config.ts`, and the first test that wants it pays for it. */
globalThis.brollyTestSite = () => requireSite(process.cwd())
