import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readPlaywright, readVitest, type Report } from './test-reports'
import { startTestServer } from './test-server'
import { zoneProblems } from './zones'

/**
 * The whole pipeline, cheapest part first. All parts run even if one fails; the last line is the summary.
 *
 * `npm test -- <words>` runs only the tests whose file or title contains the words, without the static checks.
 * `npm test -- --quick` runs what takes seconds: the static checks and the tests that need no database, process or
 * browser.
 */

const given = process.argv.slice(2)
const isQuick = given.includes('--quick')
const words = given.filter((word) => word !== '--quick')
const reports = mkdtempSync(path.join(tmpdir(), 'brolly-reports-'))
const total = { passed: 0, failed: 0, skipped: 0 }
/** Failures, repeated at the end, where a long log is read first. */
const failures: string[] = []
const files: Report['files'][number][] = []
const binaries = path.join('node_modules', '.bin')
const running = new Set<ReturnType<typeof spawn>>()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
  })
}

if (words.length === 0) await staticChecks()
const server = isQuick ? undefined : await startTestServer()
// The quick tests use no server, but the set-up requires a URL.
process.env.BROLLY_TEST_URL = server?.url ?? 'postgres://nowhere.invalid/quick'
try {
  await vitest()
  if (!isQuick) await browser()
} finally {
  await server?.stop()
  rmSync(reports, { recursive: true, force: true })
}

tellSlowest()
tellFailures()
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
  const filter = words.length > 0 ? selectVitest(words) : isQuick ? testFiles('.') : []
  if (filter === undefined) return
  const args = [
    'run',
    '--config=scripts/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    '--passWithNoTests',
  ]
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

/** Files whose name contains the words, or else titles that do. */
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
    return /\.test\.tsx?$/.test(entry.name) && !(isQuick && isSlow(file)) ? [file] : []
  })
}

/** Whether a test file needs a database or starts processes. */
function isSlow(file: string): boolean {
  if (/\.db\.test\.tsx?$|^cli\/tests\//.test(file)) return true
  return /child_process|'@\/admin\/testing'/.test(readFileSync(file, 'utf8'))
}

function hasSpecs(): boolean {
  return readdirSync('e2e').some((file) => file.endsWith('.spec.ts'))
}

/** A part that passes or fails as a whole. */
async function step(name: string, work: () => Promise<boolean>): Promise<boolean> {
  console.log(`\n== ${name}`)
  const started = performance.now()
  const passed = await work()
  if (passed) total.passed++
  else {
    total.failed++
    failures.push(name)
  }
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  return passed
}

/** A part that counts its own tests. If it fails without a failed test, it counts as one failure. */
async function tests(
  name: string,
  part: { command: string; args: readonly string[]; read: () => Report | undefined },
): Promise<void> {
  console.log(`\n== ${name}`)
  const ended = await run(part.command, part.args)
  const report = part.read() ?? { passed: 0, failed: [], skipped: 0, files: [] }
  total.passed += report.passed
  total.skipped += report.skipped
  if (!ended && report.failed.length === 0) report.failed.push(`${name}: the runner failed without a failed test`)
  total.failed += report.failed.length
  failures.push(...report.failed)
  files.push(...report.files)
}

function tellSlowest(): void {
  if (files.length < 20) return
  console.log('\n== the ten slowest test files')
  for (const { name, seconds } of files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10))
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`)
}

function tellFailures(): void {
  if (failures.length === 0) return
  console.log('\n== failed')
  for (const failure of failures) console.log(failure)
}

async function run(command: string, args: readonly string[], variables: Record<string, string> = {}): Promise<boolean> {
  // The `react-server` condition applies to this process alone.
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
