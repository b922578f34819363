import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** The results of one test runner. */
export interface Report {
  passed: number
  skipped: number
  /** One text for each failed test: its file, its title and the start of the reason. */
  failed: string[]
  files: { name: string; seconds: number }[]
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

/** @returns `undefined` if the file is missing or not a report of Vitest. */
export function readVitest(file: string): Report | undefined {
  const report = readReport(file, vitestReport)
  if (!report) return undefined
  const failed = report.testResults.flatMap((result) => {
    const name = path.relative(process.cwd(), result.name)
    // A file that cannot be loaded has no tests, and counts as a failure.
    if (result.status === 'failed' && result.assertionResults.length === 0) return [reason(name, result.message)]
    return result.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => reason(`${name} > ${test.fullName}`, test.failureMessages?.[0]))
  })
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests,
    failed,
    files: report.testResults.map(({ name, startTime, endTime }) => ({
      name: path.relative(process.cwd(), name),
      seconds: (endTime - startTime) / 1000,
    })),
  }
}

interface Suite {
  title: string
  specs?: { title: string; ok: boolean; tests: { status: string; results: Result[] }[] }[] | undefined
  suites?: Suite[] | undefined
}

interface Result {
  duration: number
  error?: { message?: string | undefined } | undefined
}

const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z
      .array(
        z.object({
          title: z.string(),
          ok: z.boolean(),
          tests: z.array(
            z.object({
              status: z.string(),
              results: z.array(
                z.object({ duration: z.number(), error: z.object({ message: z.string().optional() }).optional() }),
              ),
            }),
          ),
        }),
      )
      .optional(),
    suites: z.array(suite).optional(),
  }),
)

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(suite),
})

/** @returns `undefined` if the file is missing or not a report of Playwright. */
export function readPlaywright(file: string): Report | undefined {
  const report = readReport(file, playwrightReport)
  if (!report) return undefined
  const files = report.suites.map((top) => {
    const specs = specsOf(top)
    const results = specs.flatMap((spec) => spec.tests.flatMap((test) => test.results))
    const seconds = results.reduce((sum, { duration }) => sum + duration, 0) / 1000
    return { name: `e2e/${top.title}`, seconds, specs }
  })
  return {
    passed: report.stats.expected + report.stats.flaky,
    skipped: report.stats.skipped,
    failed: files.flatMap(({ name, specs }) =>
      specs
        .filter((spec) => !spec.ok)
        .map((spec) =>
          reason(`${name} > ${spec.title}`, spec.tests.flatMap((test) => test.results).at(-1)?.error?.message),
        ),
    ),
    files: files.map(({ name, seconds }) => ({ name, seconds })),
  }
}

function specsOf(top: Suite): NonNullable<Suite['specs']> {
  return [...(top.specs ?? []), ...(top.suites ?? []).flatMap(specsOf)]
}

/** The name, followed by the first lines of the reason. */
function reason(name: string, message = ''): string {
  const lines = message.split('\n').slice(0, 12)
  return [name, ...lines.map((line) => `    ${line}`)].join('\n')
}

function readReport<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
