import { defineConfig, mergeConfig } from 'vitest/config'
import base from './cli/testing/vitest.config.ts'

export default mergeConfig(
  base,
  defineConfig({
    resolve: { alias: { '@': import.meta.dirname } },
    test: {
      exclude: ['e2e/**'],
      globalSetup: ['scripts/vitest-setup.ts'],
      maxWorkers: 2,
      // Tests of the command start several processes, each of which takes seconds on a busy machine.
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }),
)
