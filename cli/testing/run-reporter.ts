import type { Reporter, TestModule } from 'vitest/node'

/**
 * What `brolly test` prints in addition to Vitest: the slowest tests, and a note if none has run. Loaded by Vitest's
 * own process.
 */
export default class RunReporter implements Reporter {
  onInit(): void {
    // The command was killed, so this process must end by itself.
    process.once('disconnect', () => process.exit(1))
    process.channel?.unref()
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const ran = tests.filter((test) => ['passed', 'failed'].includes(test.result().state))
    const slowest = ran
      .map((test) => ({
        name: `${test.module.relativeModuleId} > ${test.fullName}`,
        ms: test.diagnostic()?.duration ?? 0,
      }))
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, Number(process.env.BROLLY_TEST_DURATIONS ?? 0))
    if (slowest.length > 0) console.log('\nSlowest tests:')
    for (const { name, ms } of slowest) console.log(`${Math.round(ms).toLocaleString('en-GB').padStart(8)} ms  ${name}`)
    if (ran.length > 0 || modules.length === 0 || modules.some((module) => !module.ok())) return
    console.error('\nNo test ran: none has a matching name.')
    process.exitCode = 1
  }
}
