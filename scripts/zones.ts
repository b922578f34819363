import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * What each top-level folder or file may not import: a folder, a file without its extension, or a package with `/*`.
 */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  admin: ['app', 'components', 'db', 'cli', 'migrate', 'auth', 'admin.config', 'env', 'next/*', 'react', 'react/*'],
  migrate: ['app', 'components', 'db', 'cli', 'auth', 'admin.config', 'next/*', 'react'],
  components: ['app', 'db', 'cli', 'migrate', 'auth', 'env', 'drizzle-orm', 'drizzle-orm/*', 'postgres', 'server-only'],
  db: ['app', 'cli', 'auth', 'admin.config', 'next/*'],
  cli: ['app', 'components', 'auth', 'next/*'],
  'admin.config': ['app', 'cli', 'auth', 'next/*'],
  auth: ['app', 'components', 'cli', 'admin.config'],
  // The demo's tables are gone from a project that has taken them out, and its build checks these files too.
  bench: ['app', 'components', 'db', 'auth'],
  env: ['admin', 'app', 'components', 'db', 'cli', 'migrate', 'auth', 'admin.config', 'next/*'],
}

/** The engine's public entries; everything behind them is private. */
const doors = ['@/admin', '@/admin/server', '@/admin/client', '@/admin/typing', '@/admin/testing', '@/admin/errors']

/** Entries that a folder may not use. */
const shutDoors: Readonly<Record<string, readonly string[]>> = {
  components: ['@/admin', '@/admin/server', '@/admin/testing', '@/admin/errors'],
}

/**
 * The rooms of a zone from the top down, each a folder or a file at the top of the zone. A room imports values only
 * from rooms below it, so no cycle of values can pass through two of them. Types may be imported from anywhere. Files
 * at the top of the zone that are not listed are above all rooms.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  admin: [
    'testing',
    'pages',
    'check',
    'advise',
    'debug',
    'actions',
    'io',
    'accounts',
    'mail',
    'write',
    'files',
    'query',
    'permissions',
    'audit',
    'site',
    'fields',
    'schema',
    'brolly',
    'postgres',
    'errors',
    'words',
  ],
  migrate: ['pages', 'run', 'rewrite', 'drift', 'inspect', 'generate', 'plan', 'lint', 'database', 'files'],
  cli: ['tests', 'commands', 'testing', 'serve', 'attach', 'data', 'output', 'load', 'embedded', 'command'],
}

/** Files outside the engine that may use its private files because they belong to it. */
const insiders = [/^scripts\//, /\.test(?:-d)?\.tsx?$/, /-fixture\.ts$/, /\.bench\.tsx?$/, /^bench\//]

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

interface Source {
  readonly file: string
  readonly text: string
}

/** All violations of the layers, one line each. */
export function zoneProblems(root: string): string[] {
  const files = sourceFiles(root)
  return [
    ...files
      .filter((file) => file.startsWith('admin/') && file.endsWith('.tsx'))
      .map((file) => `${file}: admin/ holds no .tsx`),
    ...files.flatMap(roomProblem),
    ...files.flatMap((file) => problemsOf({ file, text: readFileSync(path.join(root, file), 'utf8') })),
  ]
}

/** The violations of one file. */
export function problemsOf({ file, text }: Source): string[] {
  const zone = zoneOf(file)
  return importsOf(text).flatMap(({ specifier, isTypeOnly }) => {
    const target = targetOf(file, specifier)
    const problems: string[] = []
    if (target !== zone && (forbidden[zone] ?? []).some((rule) => matches(rule, target)))
      problems.push(`${file}: ${zone} may not import ${specifier}`)
    if (specifier.startsWith('@/admin/') && zone !== 'admin' && !insiders.some((pattern) => pattern.test(file))) {
      if (!doors.includes(specifier)) problems.push(`${file}: ${specifier} is behind the doors of the engine`)
    }
    if (shutDoors[zone]?.includes(specifier) === true && !insiders.some((pattern) => pattern.test(file)))
      problems.push(`${file}: ${zone} may not import ${specifier}`)
    const upwards = upwardProblem({ file, specifier, isTypeOnly })
    if (upwards !== undefined) problems.push(upwards)
    // `users` of `@/admin`, to refer to accounts.
    const forSchema = specifier.startsWith('drizzle-orm') || specifier.startsWith('.') || specifier === '@/admin'
    if (/^db\/.*schema\.ts$/.test(file) && !forSchema)
      problems.push(`${file}: a schema imports drizzle-orm and @/admin only, not ${specifier}`)
    return problems
  })
}

/** An import of values from a room above, or from a folder that is not a room. */
function upwardProblem({ file, specifier, isTypeOnly }: Import & { readonly file: string }): string | undefined {
  const target = pathOf(file, specifier)
  const zone = zoneOf(file)
  const order = rooms[zone]
  if (order === undefined || target === undefined || zoneOf(target) !== zone) return undefined
  const [from, to] = [roomOf(file), roomOf(target)]
  if (isTypeOnly || from === to || insiders.some((pattern) => pattern.test(file))) return undefined
  if (!order.includes(from)) return undefined
  if (order.indexOf(to) > order.indexOf(from)) return undefined
  return `${file}: ${zone}/${from} may not import ${specifier}, which is above it`
}

/** A folder that is not listed as a room has no position in the order. */
function roomProblem(file: string): string[] {
  const order = rooms[zoneOf(file)]
  if (order === undefined || file.split('/').length < 3 || order.includes(roomOf(file))) return []
  return [`${file}: ${roomOf(file)} is not a room of ${zoneOf(file)}; scripts/zones.ts lists them`]
}

interface Import {
  readonly specifier: string
  /** Removed by the compiler. */
  readonly isTypeOnly: boolean
}

function importsOf(text: string): Import[] {
  return [...text.matchAll(importPattern)].map(([whole, specifier, dynamic]) => ({
    specifier: specifier ?? dynamic ?? '',
    isTypeOnly: isTypeOnly(whole),
  }))
}

/** `import type …`, or braces in which every name is a type. */
function isTypeOnly(statement: string): boolean {
  const [, keyword, clause] = /^\s*(?:import|export)\s+(type\s)?([^'"]*?)\sfrom\s/.exec(statement) ?? []
  if (keyword !== undefined || clause === undefined) return keyword !== undefined
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(',') ?? ['value']
  return names.every((name) => name.trim() === '' || name.trim().startsWith('type '))
}

/** The top-level folder, the name of a file at the top, or the package. */
function targetOf(file: string, specifier: string): string {
  const target = pathOf(file, specifier)
  return target === undefined ? specifier : zoneOf(target)
}

/** The path inside the project, without an extension; undefined for a package. */
function pathOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@/')) return specifier.slice(2)
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier)
  return undefined
}

/** The folder below the zone, or the name of a file at its top. */
function roomOf(file: string): string {
  return (file.split('/')[1] ?? 'index').replace(/\.[jt]sx?$/, '')
}

function zoneOf(file: string): string {
  const [first = ''] = file.split('/')
  return first.replace(/\.tsx?$/, '')
}

function matches(rule: string, target: string): boolean {
  return rule.endsWith('/*') ? target.startsWith(rule.slice(0, -1)) : target === rule
}

/** The TypeScript files of the project, as paths relative to its root. */
export function sourceFiles(root: string): string[] {
  const tops = readdirSync(root).filter((name) => !/^(\.|node_modules$|test-results$|playwright-report$)/.test(name))
  return tops.flatMap((name) => filesBelow(root, name)).filter((file) => /\.tsx?$/.test(file))
}

function filesBelow(root: string, name: string): string[] {
  if (!statSync(path.join(root, name)).isDirectory()) return [name]
  return readdirSync(path.join(root, name)).flatMap((child) => filesBelow(root, path.posix.join(name, child)))
}
