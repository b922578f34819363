import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineConfig } from '@playwright/test'
import { chromiumPath } from './scripts/chromium'

/** Workers load this file again; the environment passes them the result of the first time. */
process.env.BROLLY_CHROMIUM = chromiumPath()
process.env.BROLLY_E2E_PORT ??= freePort()
/** The file in which the server stores the URL of its database. */
process.env.BROLLY_E2E_DATABASE ??= path.join(tmpdir(), `brolly-e2e-${process.env.BROLLY_E2E_PORT}.url`)

const address = `http://127.0.0.1:${process.env.BROLLY_E2E_PORT}`

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  // Locally, a test that fails intermittently should be noticed and fixed.
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.BROLLY_E2E_REPORT
    ? [['list'], ['json', { outputFile: process.env.BROLLY_E2E_REPORT }]]
    : [['list']],
  use: {
    baseURL: address,
    // Cookies and storage are those of the test, the browser's cache stays: a page in a new context takes four times as long.
    reuseContext: true,
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    locale: 'en-US',
    timezoneId: 'UTC',
    // A trace takes half as long again. Make one of a test that fails with: npx playwright test --trace on <file>
    trace: process.env.CI ? 'on-first-retry' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.BROLLY_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  // Set if a server of `scripts/e2e-server.ts` is already running: then one spec takes seconds.
  webServer: process.env.BROLLY_E2E_RUNNING
    ? undefined
    : {
        command: 'node --conditions=react-server --import tsx scripts/e2e-server.ts',
        url: `${address}/api/health`,
        timeout: 300_000,
        stdout: 'pipe',
        gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
        env: {
          BROLLY_E2E_PORT: process.env.BROLLY_E2E_PORT,
          BROLLY_E2E_DATABASE: process.env.BROLLY_E2E_DATABASE,
        },
      },
})

function freePort(): string {
  const script =
    "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim()
}
