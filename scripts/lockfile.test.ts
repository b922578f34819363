import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
}
type Dependencies = Readonly<Record<string, string>>

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown
const lock = read('package-lock.json') as { packages: Record<string, LockedPackage> }
const manifest = read('package.json') as { dependencies: Dependencies; devDependencies: Dependencies }
const { '': root, ...packages } = lock.packages

/** The first releases without a known hole, of packages that had one. A release below is refused. */
const floors: Dependencies = {
  next: '16.3.3',
  'next-auth': '5.0.0-beta.32',
  'drizzle-orm': '0.45.2',
  'rate-limiter-flexible': '11.4.0',
  'sanitize-html': '2.17.4',
  fflate: '0.8.3',
}
/** Packages that are abandoned on the registry, with open holes. */
const forbidden = ['xlsx']

const nameOf = (location: string) => location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Whether a version is at least another: release by release, and of one release a beta is before the other. */
function reaches(version: string, floor: string): boolean {
  const parts = (text: string) => text.split(/[.-]/u).map((part) => (/^\d+$/u.test(part) ? Number(part) : -1))
  const [have, least] = [parts(version), parts(floor)]
  for (let index = 0; index < Math.max(have.length, least.length); index++) {
    const difference = (have[index] ?? 0) - (least[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

test('SEC-224: the lockfile has a hash for each package, takes none from elsewhere than the registry, and agrees with package.json', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  for (const [location, { integrity, resolved, version, dependencies = {} }] of Object.entries(packages)) {
    expect(integrity, location).toMatch(/^sha512-/u)
    // Without it, npm takes the package from the registry that it is configured for.
    expect(resolved, location).toBeUndefined()
    expect(version, location).toMatch(/^\d+\.\d+\.\d+/u)
    for (const wanted of Object.values(dependencies)) expect(wanted, location).not.toMatch(/^(?:git|https?|file):|\//u)
  }
  expect(root).toMatchObject({ dependencies: manifest.dependencies, devDependencies: manifest.devDependencies })
  for (const [name, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
    expect(packages[`node_modules/${name}`]?.version, name).toBe(wanted)
})

test('SEC-223: no package runs a script when it is installed, so all of these tests pass without', () => {
  expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain('ignore-scripts=true')
  expect(manifest).not.toHaveProperty('allowScripts')
})

test('SEC-225: no package is older than the release that mended its last known hole', () => {
  for (const [location, { version = '' }] of Object.entries(packages)) {
    const name = nameOf(location)
    expect(forbidden, location).not.toContain(name)
    expect(reaches(version, floors[name] ?? '0.0.0'), `${location} ${version}`).toBe(true)
  }
  expect(reaches('5.0.0-beta.31', '5.0.0-beta.32')).toBe(false)
  expect(reaches('0.45.10', '0.45.2')).toBe(true)
  expect(reaches('16.3.3-canary.1', '16.3.3')).toBe(false)
})
