import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const dayMs = 86_400_000
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

interface Component {
  readonly purl: string
  readonly hashes: readonly { content: string }[]
}
interface LockedPackage {
  readonly version: string
  readonly integrity: string
}

/** What a script of package.json runs, after the npm that runs it. */
function argumentsOf(script: string): string[] {
  const [, args = ''] = /^(?:npx )?npm(?:@\S+)? (.*)$/u.exec(scripts[script] ?? '') ?? []
  expect(args, script).not.toBe('')
  return args.split(' ')
}

test('SEC-228: the SBOM lists exactly the packages of the lockfile, with their hashes', async () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, LockedPackage> }
  const { stdout } = await run('npm', argumentsOf('sbom'), { maxBuffer: 1e8 })
  const listed = (JSON.parse(stdout) as { components: Component[] }).components.map(
    ({ purl, hashes }) => `${decodeURIComponent(purl)} ${hashes[0]?.content}`,
  )
  const locked = Object.entries(lock.packages)
    .filter(([location]) => location !== '')
    .map(([location, { version, integrity }]) => {
      const name = location.split('node_modules/').at(-1)
      const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex')
      return `pkg:npm/${name}@${version} ${hash}`
    })

  expect(listed.length).toBeGreaterThan(100)
  expect(new Set(listed)).toEqual(new Set(locked))
})

/** A registry with two packages, of which each had a release in 2020 and one an hour ago. */
async function startRegistry(): Promise<string> {
  const versionsOf = (name: string, dependencies: Record<string, string>) =>
    Object.fromEntries(
      ['1.0.0', '1.1.0'].map((version) => {
        const dist = { tarball: `http://127.0.0.1/${name}-${version}.tgz`, integrity: 'sha512-AAAA' }
        return [version, { name, version, dist, dependencies }]
      }),
    )
  const packages: Record<string, unknown> = {
    upper: versionsOf('upper', { deep: '^1.0.0' }),
    deep: versionsOf('deep', {}),
  }
  const time = { '1.0.0': '2020-01-01T00:00:00.000Z', '1.1.0': new Date(Date.now() - dayMs / 24).toISOString() }
  const server = createServer(({ url = '' }, response) => {
    const name = url.slice(1)
    const versions = packages[name]
    response.writeHead(versions === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.1.0' }, versions, time }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('SEC-226: an upgrade takes no release of the last days, also of what a package needs, unless it is named', async ({
  skip,
}) => {
  const [major = 0, minor = 0] = (await run('npm', ['--version'])).stdout.split('.').map(Number)
  skip(
    major < 11 || (major === 11 && minor < 10),
    'this npm does not know the age of releases; the script brings its own',
  )
  const registry = await startRegistry()
  const upgrade = async (...given: string[]) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'brolly-upgrade-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'project' }))
    const more = ['--package-lock-only', `--registry=${registry}`, `--cache=${folder}/cache`]
    await run('npm', [...argumentsOf('upgrade'), ...given, ...more], { cwd: folder })
    const lock = JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, LockedPackage>
    }
    return ['upper', 'deep'].map((name) => lock.packages[`node_modules/${name}`]?.version)
  }

  expect(await upgrade('upper@latest')).toEqual(['1.0.0', '1.0.0'])
  expect(await upgrade('upper@latest', '--min-release-age-exclude=upper')).toEqual(['1.1.0', '1.0.0'])
})
