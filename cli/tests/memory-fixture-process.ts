import { writeFileSync } from 'node:fs'

/** Loaded before a command of a test: records the peak memory of its process, in KiB. */
process.on('exit', () => {
  const file = process.env.BROLLY_TEST_MEMORY
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS))
})
