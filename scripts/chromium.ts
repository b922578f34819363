import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Finds the browser for the end-to-end tests: the one named in the environment, Playwright's own, or one of the system.
 * If there is none, it is installed.
 *
 * @throws if there is none and it cannot be installed, saying what to do.
 */
export function chromiumPath(): string {
  const named = process.env.BROLLY_CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`BROLLY_CHROMIUM is ${named}, which is not there.`)
  }
  return present() ?? installed()
}

function present(): string | undefined {
  const own = chromium.executablePath()
  if (own !== '' && existsSync(own)) return own
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return systemNames
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => existsSync(file))
}

function installed(): string {
  console.log('There is no Chromium here; installing one.')
  run('npx', ['playwright', 'install', 'chromium'])
  const own = present()
  if (own !== undefined) return own
  if (process.getuid?.() === 0 && isDebian()) {
    run('apt-get', ['update'])
    run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'])
  }
  const found = present()
  if (found !== undefined) return found
  throw new Error(
    'There is no Chromium and none could be installed. Install one (apt-get install chromium), or set BROLLY_CHROMIUM to its path.',
  )
}

function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function run(command: string, args: string[]): void {
  const limit = 5 * 60_000
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(command, args, { stdio: 'inherit', timeout: limit, env })
}
