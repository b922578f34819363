import { spawnSync } from 'node:child_process'
import { defineConfig } from '@playwright/test'
import { chromiumPath } from './scripts/chromium'

/** Workers read this file again: what the first reading finds is kept in the environment for them. */
process.env.BROLLY_CHROMIUM = chromiumPath()
process.env.BROLLY_E2E_PORT ??= freePort()

const address = `http://127.0.0.1:${process.env.BROLLY_E2E_PORT}`

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.BROLLY_E2E_REPORT
    ? [['list'], ['json', { outputFile: process.env.BROLLY_E2E_REPORT }]]
    : [['list']],
  use: {
    baseURL: address,
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
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
  webServer: {
    command: 'node --conditions=react-server --import tsx scripts/e2e-server.ts',
    url: `${address}/api/health`,
    timeout: 300_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    env: { BROLLY_E2E_PORT: process.env.BROLLY_E2E_PORT },
  },
})

function freePort(): string {
  const script =
    "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim()
}
