import { defineConfig, mergeConfig } from 'vitest/config'
import base from './cli/testing/vitest.config.ts'

export default mergeConfig(
  base,
  defineConfig({
    resolve: { alias: { '@': import.meta.dirname } },
    test: { exclude: ['e2e/**'], globalSetup: ['scripts/vitest-setup.ts'], maxWorkers: 2 },
  }),
)
