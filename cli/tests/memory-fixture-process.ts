import { writeFileSync } from 'node:fs'

/** Loaded before a command of a test: leaves the most memory that its process ever held, in KiB. */
process.on('exit', () => {
  const file = process.env.BROLLY_TEST_MEMORY
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS))
})
