import path from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

/** Server code imports `server-only`, which refuses to load without this condition. */
const conditions = ['react-server', 'node', 'import', 'default']

/** The settings that tests of a project need. A `vitest.config.ts` of the project extends them. */
export default defineConfig({
  resolve: { alias: { '@': process.cwd() } },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    environment: 'node',
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: [...configDefaults.exclude, '.next*/**', '.brolly/**'],
    setupFiles: ['provide-site.ts', 'end-with-runner.ts'].map((file) => path.join(import.meta.dirname, file)),
    pool: 'forks',
    // Most of the time of a small run is the compilation of the engine. Files that have not changed are compiled once.
    experimental: { fsModuleCache: true, fsModuleCachePath: path.resolve('node_modules/.cache/brolly-test') },
    execArgv: ['--conditions=react-server'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    typecheck: { enabled: false },
  },
})
