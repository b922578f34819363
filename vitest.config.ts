import path from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

/** Code for the server says so by importing `server-only`, which refuses to load without this condition. */
const conditions = ['react-server', 'node', 'import', 'default']

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    environment: 'node',
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: [...configDefaults.exclude, '.next*/**', '.brolly/**', 'e2e/**'],
    globalSetup: ['scripts/vitest-setup.ts'],
    setupFiles: ['cli/testing/provide-site.ts'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=react-server'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    typecheck: { enabled: false },
  },
})
