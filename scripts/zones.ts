import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** What each top-level folder or file may not import: a folder, a file without its extension, or a package with `/*`. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  admin: ['app', 'components', 'db', 'cli', 'migrate', 'auth', 'admin.config', 'env', 'next/*', 'react', 'react/*'],
  migrate: ['app', 'components', 'db', 'cli', 'auth', 'admin.config', 'next/*', 'react'],
  components: ['app', 'db', 'cli', 'migrate', 'auth', 'env', 'drizzle-orm', 'drizzle-orm/*', 'postgres', 'server-only'],
  db: ['app', 'cli', 'auth', 'admin.config', 'next/*'],
  cli: ['app', 'components', 'auth', 'next/*'],
  'admin.config': ['app', 'cli', 'auth', 'next/*'],
  auth: ['app', 'components', 'cli', 'admin.config'],
  env: ['admin', 'app', 'components', 'db', 'cli', 'migrate', 'auth', 'admin.config', 'next/*'],
}

/** The engine's doors; what lies behind them is its own business. */
const doors = ['@/admin', '@/admin/server', '@/admin/client', '@/admin/testing', '@/admin/errors']

/** Doors that a folder must leave shut, though it may use others. */
const shutDoors: Readonly<Record<string, readonly string[]>> = {
  components: ['@/admin', '@/admin/server', '@/admin/testing', '@/admin/errors'],
}

/** Files that may look behind the doors: they belong to the engine, though they stand outside. */
const insiders = [/^scripts\//, /\.test\.tsx?$/, /-fixture\.ts$/, /\.bench\.tsx?$/, /^bench\//]

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

interface Source {
  readonly file: string
  readonly text: string
}

/** Every breach of the layers, as a line for a person. */
export function zoneProblems(root: string): string[] {
  const files = sourceFiles(root)
  return [
    ...files
      .filter((file) => file.startsWith('admin/') && file.endsWith('.tsx'))
      .map((file) => `${file}: admin/ holds no .tsx`),
    ...files.flatMap((file) => problemsOf({ file, text: readFileSync(path.join(root, file), 'utf8') })),
  ]
}

/** The breaches of one file. */
export function problemsOf({ file, text }: Source): string[] {
  const zone = zoneOf(file)
  return importsOf(text).flatMap((specifier) => {
    const target = targetOf(file, specifier)
    const problems: string[] = []
    if (target !== zone && (forbidden[zone] ?? []).some((rule) => matches(rule, target)))
      problems.push(`${file}: ${zone} may not import ${specifier}`)
    if (specifier.startsWith('@/admin/') && zone !== 'admin' && !insiders.some((pattern) => pattern.test(file))) {
      if (!doors.includes(specifier)) problems.push(`${file}: ${specifier} is behind the doors of the engine`)
    }
    if (shutDoors[zone]?.includes(specifier) === true && !insiders.some((pattern) => pattern.test(file)))
      problems.push(`${file}: ${zone} may not import ${specifier}`)
    if (/^db\/.*schema\.ts$/.test(file) && !specifier.startsWith('drizzle-orm') && !specifier.startsWith('.'))
      problems.push(`${file}: a schema imports drizzle-orm only, not ${specifier}`)
    return problems
  })
}

function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? '')
}

/** The top-level folder, or the name of a file at the top, or the package. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('@/')) return zoneOf(specifier.slice(2))
  if (specifier.startsWith('.')) return zoneOf(path.posix.join(path.posix.dirname(file), specifier))
  return specifier
}

function zoneOf(file: string): string {
  const [first = ''] = file.split('/')
  return first.replace(/\.tsx?$/, '')
}

function matches(rule: string, target: string): boolean {
  return rule.endsWith('/*') ? target.startsWith(rule.slice(0, -1)) : target === rule
}

function sourceFiles(root: string): string[] {
  const tops = readdirSync(root).filter((name) => !/^(\.|node_modules$|test-results$|playwright-report$)/.test(name))
  return tops.flatMap((name) => filesBelow(root, name)).filter((file) => /\.tsx?$/.test(file))
}

function filesBelow(root: string, name: string): string[] {
  if (!statSync(path.join(root, name)).isDirectory()) return [name]
  return readdirSync(path.join(root, name)).flatMap((child) => filesBelow(root, path.posix.join(name, child)))
}
