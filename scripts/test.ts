import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { startTestServer } from './test-server'
import { zoneProblems } from './zones'

/**
 * The whole pipeline, cheapest part first. All parts run, so that one run tells everything; the last line sums up.
 *
 * `npm test -- <words>` runs only the tests whose file or title holds the words, without the static checks.
 */

interface Count {
  passed: number
  failed: number
  skipped: number
}

const words = process.argv.slice(2)
const reports = mkdtempSync(path.join(tmpdir(), 'brolly-reports-'))
const total: Count = { passed: 0, failed: 0, skipped: 0 }
const binaries = path.join('node_modules', '.bin')
const running = new Set<ReturnType<typeof spawn>>()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
  })
}

if (words.length === 0) await staticChecks()
const server = await startTestServer()
process.env.BROLLY_TEST_URL = server.url
try {
  await vitest()
  await browser()
} finally {
  await server.stop()
  rmSync(reports, { recursive: true, force: true })
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)

async function staticChecks(): Promise<void> {
  await step('format', () => run('prettier', ['--check', '--log-level', 'warn', '.']))
  await step('lint', () => run('oxlint', ['--type-aware']))
  await step('layers', async () => {
    const problems = zoneProblems(process.cwd())
    for (const problem of problems) console.log(problem)
    return problems.length === 0
  })
  await step('types', async () => (await run('next', ['typegen'])) && (await run('tsc', ['--noEmit'])))
}

async function vitest(): Promise<void> {
  const report = path.join(reports, 'vitest.json')
  const filter = words.length === 0 ? [] : selectVitest(words)
  if (filter === undefined) return
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests']
  await tests('unit and database tests', {
    command: 'vitest',
    args: [...args, ...filter],
    read: () => readVitest(report),
  })
}

async function browser(): Promise<void> {
  if (!hasSpecs()) return
  const report = path.join(reports, 'playwright.json')
  const selected = words.length === 0 ? [] : selectBrowser(words)
  if (selected === undefined) return
  if (!(await step('build', () => run('next', ['build'], { NODE_ENV: 'production' })))) return
  process.env.BROLLY_E2E_REPORT = report
  const args = ['test', '--pass-with-no-tests', ...selected]
  await tests('end-to-end tests', { command: 'playwright', args, read: () => readPlaywright(report) })
}

/** Files whose name holds the words, else titles that do. */
function selectVitest(wanted: readonly string[]): string[] | undefined {
  const files = testFiles('.').filter((file) => wanted.some((word) => file.includes(word)))
  if (files.length > 0) return files
  const inTitles = testFiles('.').filter((file) => holdsTitle(file, wanted))
  return inTitles.length > 0 ? [...inTitles, '-t', escaped(wanted)] : undefined
}

function selectBrowser(wanted: readonly string[]): string[] | undefined {
  const specs = readdirSync('e2e').filter((file) => file.endsWith('.spec.ts'))
  const files = specs.filter((file) => wanted.some((word) => `e2e/${file}`.includes(word)))
  if (files.length > 0) return files.map((file) => `e2e/${file}`)
  return specs.some((file) => holdsTitle(`e2e/${file}`, wanted)) ? ['--grep', escaped(wanted)] : undefined
}

function holdsTitle(file: string, wanted: readonly string[]): boolean {
  return readFileSync(file, 'utf8').includes(wanted.join(' '))
}

function escaped(wanted: readonly string[]): string {
  return wanted.join(' ').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return /^(\.|node_modules$|e2e$)/.test(entry.name) ? [] : testFiles(file)
    return /\.test\.tsx?$/.test(entry.name) ? [file] : []
  })
}

function hasSpecs(): boolean {
  return readdirSync('e2e').some((file) => file.endsWith('.spec.ts'))
}

/** A part that passes or fails as one. */
async function step(name: string, work: () => Promise<boolean>): Promise<boolean> {
  console.log(`\n== ${name}`)
  const started = performance.now()
  const passed = await work()
  if (passed) total.passed++
  else total.failed++
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  return passed
}

/** A part that counts its own tests. Ending badly with no failed test, it counts as one failure. */
async function tests(
  name: string,
  part: { command: string; args: readonly string[]; read: () => Count | undefined },
): Promise<void> {
  console.log(`\n== ${name}`)
  const ended = await run(part.command, part.args)
  const count = part.read() ?? { passed: 0, failed: 0, skipped: 0 }
  total.passed += count.passed
  total.skipped += count.skipped
  total.failed += !ended && count.failed === 0 ? 1 : count.failed
}

async function run(command: string, args: readonly string[], variables: Record<string, string> = {}): Promise<boolean> {
  // A dependency's `react-server` condition belongs to this process alone.
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...variables }
  const child = spawn(path.join(binaries, command), args, { stdio: 'inherit', env })
  running.add(child)
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => {
      running.delete(child)
      resolve(code === 0)
    })
  })
}

function readVitest(file: string): Count | undefined {
  const schema = z.object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
  })
  const report = readReport(file, schema)
  if (!report) return undefined
  // A file that cannot be loaded has no tests, and is a failure.
  const broken = report.testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests,
  }
}

function readPlaywright(file: string): Count | undefined {
  const stats = z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() })
  const report = readReport(file, z.object({ stats }))
  if (!report) return undefined
  const { expected, unexpected, flaky, skipped: left } = report.stats
  return { passed: expected + flaky, failed: unexpected, skipped: left }
}

function readReport<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
