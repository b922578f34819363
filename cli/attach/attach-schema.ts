import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The folder under `db/` that comes with a new project. */
const demo = 'shop'

/** Begins a file that was written here, so that the next database can take its place. */
const mark = '// Written by brolly inspectdb.'

export interface Attachment {
  readonly root: string
  /** The folder under `db/`. */
  readonly domain: string
  /** Of `db/<domain>/schema.ts`. */
  readonly code: string
  /** Of `db/<domain>/admin.ts`, with what it exports; null for none. */
  readonly admins: { readonly code: string; readonly names: readonly string[] } | null
}

/** What `attachSchema` would do to the project, one line each, for the question before it. */
export function attachmentSteps({ root, domain, admins }: Attachment): string[] {
  const hasDemo = existsSync(path.join(root, 'db', demo))
  return [
    `write db/${domain}/schema.ts and export it from db/schema.ts`,
    ...(admins
      ? [`write db/${domain}/admin.ts with the column comments as help texts, and list it in admin.config.ts`]
      : []),
    ...inspectedBefore(root, domain).map((earlier) => `remove db/${earlier}/ from the site; its files are kept`),
    ...(hasDemo && domain !== demo
      ? [`remove the demo: db/${demo}/ and its lines in admin.config.ts and db/seed.ts`]
      : []),
    'restart drizzle/ from the current database, recorded as applied',
  ]
}

/**
 * Puts a schema into the project in place of the demo. The migrations are begun anew by the caller, which knows the
 * database.
 *
 * @returns The files that were written.
 */
export async function attachSchema({ root, domain, code, admins }: Attachment): Promise<string[]> {
  removeDemo(root)
  for (const earlier of inspectedBefore(root, domain)) detach(root, earlier)
  // Of an earlier run: what it names may be gone.
  const declared = path.join(root, 'db', domain, 'admin.ts')
  if (!admins && isAsWritten(readIfThere(declared))) {
    rmSync(declared)
    edit(path.join(root, 'admin.config.ts'), (text) => withoutImports(text, `@/db/${domain}/admin`))
  }
  const files = await writeInspected(path.join(root, 'db', domain), { code, admins })
  edit(path.join(root, 'db', 'schema.ts'), (text) => withExport(text, domain))
  const module = `@/db/${domain}/admin`
  if (files.length > 1)
    edit(path.join(root, 'admin.config.ts'), (text) =>
      withAdmins(withoutImports(text, module), { module, names: admins?.names ?? [] }),
    )
  return files
}

/**
 * Writes `schema.ts` and `admin.ts` into a folder. An `admin.ts` that somebody has made their own stays as it is.
 *
 * @returns The files that were written.
 */
export async function writeInspected(
  folder: string,
  { code, admins }: Pick<Attachment, 'code' | 'admins'>,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const texts: [string, string][] = [['schema.ts', code]]
  const present = readIfThere(path.join(folder, 'admin.ts'))
  if (admins && (present === '' || isAsWritten(present))) texts.push(['admin.ts', admins.code])
  const files: string[] = []
  for (const [name, text] of texts) {
    const file = path.join(folder, name)
    const written = await formatted(text)
    writeFileSync(file, `${mark} ${fingerprint(written)}\n${written}`)
    files.push(file)
  }
  return files
}

/** Sets a variable in `.env`, in the place of its present line if there is one. */
export function writeEnvironment(root: string, name: string, value: string): void {
  const file = path.join(root, '.env')
  const line = `${name}=${JSON.stringify(value.replaceAll('$', String.raw`\$`))}`
  const text = readIfThere(file)
  const present = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=.*$`, 'm')
  const begun = text === '' || text.endsWith('\n') ? text : `${text}\n`
  // It may hold a password.
  writeFileSync(file, present.test(text) ? text.replace(present, () => line) : `${begun}${line}\n`, { mode: 0o600 })
}

/** Tells a file that was edited since from one that is as it was written. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function isAsWritten(text: string): boolean {
  const [first = '', ...rest] = text.split('\n')
  return first === `${mark} ${fingerprint(rest.join('\n'))}`
}

/**
 * What a developer has made since, and would lose: an edited schema, and migrations after the baseline. The demo's own are no
 * loss.
 *
 * @param migrations The folder of the migrations.
 */
export function ownWork({ root, domain }: Pick<Attachment, 'root' | 'domain'>, migrations: string): string[] {
  const schema = readIfThere(path.join(root, 'db', domain, 'schema.ts'))
  const names = existsSync(migrations) ? readdirSync(migrations).filter((name) => /^\d+_.*\.(sql|ts)$/u.test(name)) : []
  const own = names.filter((name) => !/^0000_(baseline|shop)(\.down)?\.sql$/u.test(name) && !name.endsWith('.down.sql'))
  return [
    ...(schema === '' || (domain === demo && existsSync(path.join(root, 'db', demo, 'seed.ts'))) || isAsWritten(schema)
      ? []
      : [`db/${domain}/schema.ts, which was edited after it was generated`]),
    ...(own.length === 0 ? [] : [`${own.length === 1 ? 'the migration' : 'the migrations'} ${own.join(', ')}`]),
  ]
}

function removeDemo(root: string): void {
  rmSync(path.join(root, 'db', demo), { recursive: true, force: true })
  detach(root, demo)
  edit(path.join(root, 'db', 'seed.ts'), (text) => (importLine(`./${demo}/seed`).test(text) ? seedWithoutDemo : text))
}

/** Takes a folder's lines out of the schema and the site. */
function detach(root: string, domain: string): void {
  edit(path.join(root, 'db', 'schema.ts'), (text) => text.replace(importLine(`./${domain}/schema`), ''))
  edit(path.join(root, 'admin.config.ts'), (text) => withoutImports(text, `@/db/${domain}/admin`))
}

/** Other databases' schemas that an earlier run put into the project: their tables are not in this database. */
function inspectedBefore(root: string, domain: string): string[] {
  const exported = readIfThere(path.join(root, 'db', 'schema.ts')).matchAll(/from\s*['"]\.\/([^/'"]+)\/schema['"]/g)
  return [...exported]
    .map((match) => match[1] ?? '')
    .filter((folder) => folder !== domain && readIfThere(path.join(root, 'db', folder, 'schema.ts')).startsWith(mark))
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

const seedWithoutDemo = `import type { Database } from '@/admin'

/** Fills a new database with rows to work on. Run once by \`brolly dev\`, and by \`brolly seed\`. */
export default async function seed(_: Database): Promise<void> {}
`

/** A whole import or export of a module, over any number of lines. */
function importLine(module: string): RegExp {
  const quoted = module.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  return new RegExp(
    `^(?:import|export)\\s+(?:type\\s+)?(\\*|\\{[^}]*\\}|[^;'"]*?)\\s*from\\s*['"]${quoted}['"];?[ \\t]*\\r?\\n?`,
    'm',
  )
}

/** Takes out an import and its names from the list of admins. */
function withoutImports(text: string, module: string): string {
  const match = importLine(module).exec(text)
  if (!match) return text
  const names = (match[1] ?? '').replace(/[{}]/g, '').split(',')
  const bound = names
    .map(
      (name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    )
    .filter((name) => name !== '')
  let rest = text.replace(match[0], '')
  for (const name of bound) rest = rest.replace(new RegExp(`(\\n[ \\t]*)?\\b${name}\\b,?[ \\t]*`, 'g'), '')
  return rest.replace(/\n[ \t]*admins:\s*\[\s*\],?/, '').replace(/,[ \t]*\]/g, ']')
}

/** Imports declarations and puts them before the others in the list of admins. */
function withAdmins(text: string, { module, names }: { module: string; names: readonly string[] }): string {
  if (text === '' || names.length === 0) return text
  const lastImport = [...text.matchAll(/^import\s[^;]*?from\s*['"][^'"]+['"];?[ \t]*\r?\n/gm)].at(-1)
  const at = lastImport ? lastImport.index + lastImport[0].length : 0
  const imported = `${text.slice(0, at)}import { ${names.join(', ')} } from '${module}'\n${text.slice(at)}`
  const list = names.join(', ')
  if (/\badmins:\s*\[/.test(imported)) return imported.replace(/\badmins:\s*\[/, (found) => `${found}${list}, `)
  return imported.replace(
    /(defineSite\([^]*?\bschema\b(?:\s*:\s*\w+)?)(,?)/,
    (_, before: string) => `${before},\n  admins: [${list}],`,
  )
}

function withExport(text: string, domain: string): string {
  const line = `export * from './${domain}/schema'`
  if (text.includes(line)) return text
  return text === '' || text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}\n`
}

function edit(file: string, change: (text: string) => string): void {
  if (!existsSync(file) && path.basename(file) !== 'schema.ts') return
  const before = readIfThere(file)
  const after = change(before)
  if (after !== before) writeFileSync(file, after)
}

/** In the project's style where prettier is installed. */
async function formatted(code: string): Promise<string> {
  try {
    const { format } = await import('prettier')
    return await format(code, { parser: 'typescript', semi: false, singleQuote: true, printWidth: 120 })
  } catch {
    // It is for development only; the code is the same without it.
    return code
  }
}
