import { appendFileSync } from 'node:fs'

/** Loaded before every process of a measured command: leaves the seconds of processor that it took, its threads included. */
process.on('exit', () => {
  const file = process.env.BROLLY_BENCH_CPU
  const { user, system } = process.cpuUsage()
  if (file !== undefined) appendFileSync(file, `${(user + system) / 1e6}\n`)
})
