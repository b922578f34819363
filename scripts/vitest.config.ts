import { configDefaults, defineConfig, mergeConfig } from 'vitest/config'
import base from '../vitest.config.ts'

const exclude = [...configDefaults.exclude, '.next*/**', '.brolly/**', 'e2e/**']

/** How `npm test` runs the tests: as `vitest.config.ts` says, in less time. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      projects: [
        // The engine keeps nothing between tests, so a worker loads it once, and not once per file, which takes seconds.
        { extends: true, test: { name: 'engine', exclude: [...exclude, '!(admin)/**'], isolate: false } },
        // Others patch the dialect of Drizzle for drizzle-kit, which is the engine's own here, or change their own process.
        { extends: true, test: { name: 'others', exclude: [...exclude, 'admin/**'] } },
      ],
    },
  }),
)
