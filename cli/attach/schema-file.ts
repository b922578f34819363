import type { ExportAllDeclaration, ExportNamedDeclaration, StringLiteral } from '@babel/types'
import { importsOf, localNames, moduleOf, requireUnused } from './modules'
import { lineEnding, readSource, spanOf, unwrapped, withoutStatement, type SourceText } from './source-text'

const schemaFile = 'db/schema.ts'

/** The folders under `db/` whose schemas `db/schema.ts` exports. */
export function exportedDomains(text: string): string[] {
  const source = readSource(schemaFile, text)
  const domains = reExports(source).map(({ module }) => /^db\/([^/]+)\/schema$/.exec(module)?.[1])
  return domains.filter((domain) => domain !== undefined)
}

/** Exports a folder's schema from `db/schema.ts`. */
export function withExport(text: string, domain: string): string {
  const source = readSource(schemaFile, text)
  const exports = reExports(source)
  const isThere = exports.some(
    ({ statement, module }) => statement.type === 'ExportAllDeclaration' && module === `db/${domain}/schema`,
  )
  if (isThere) return text
  const last = exports.at(-1)?.statement
  const quote = last ? text[spanOf(last.source).start] : "'"
  const semicolon = last && text[spanOf(last).end - 1] === ';' ? ';' : ''
  const eol = lineEnding(text)
  const begun = text === '' || text.endsWith('\n') ? text : `${text}${eol}`
  return `${begun}export * from ${quote}./${domain}/schema${quote}${semicolon}${eol}`
}

/**
 * Removes a folder's schema from `db/schema.ts`.
 *
 * @throws {AdminError} `INVALID` if something else in the file uses it.
 */
export function withoutExport(text: string, domain: string): string {
  const source = readSource(schemaFile, text)
  const module = `db/${domain}/schema`
  const found = reExports(source).find((entry) => entry.module === module)
  if (found) return withoutExport(withoutStatement(text, found.statement), domain)
  const imports = importsOf(source, module)
  requireUnused(source, module, imports)
  const [unused] = imports
  return unused ? withoutExport(withoutStatement(text, unused), domain) : text
}

interface ReExport {
  readonly statement: (ExportAllDeclaration | ExportNamedDeclaration) & { source: StringLiteral }
  readonly module: string
}

function reExports(source: SourceText): ReExport[] {
  return source.body.flatMap((statement) => {
    if (statement.type !== 'ExportAllDeclaration' && statement.type !== 'ExportNamedDeclaration') return []
    if (!statement.source) return []
    const module = moduleOf(source, statement.source.value)
    return module === undefined ? [] : [{ statement: { ...statement, source: statement.source }, module }]
  })
}

const emptySeed = `import type { Database } from '@/admin'

/** Fills a new database with rows to work on. Run once by \`brolly dev\`, and by \`brolly seed\`. */
export default async function seed(_: Database): Promise<void> {}
`

/**
 * Removes a folder's seed from `db/seed.ts`: its import and its calls. If the file does nothing else, it becomes an
 * empty seed.
 *
 * @throws {AdminError} `INVALID` if the file does more with it than call it.
 */
export function withoutSeed(text: string, domain: string): string {
  const source = readSource('db/seed.ts', text)
  const module = `db/${domain}/seed`
  const imports = importsOf(source, module)
  if (imports.length === 0) return text
  const names = localNames(imports)
  return doesNothingElse(source, names) ? emptySeed : withoutCalls(text, module)
}

/** Whether a seed only re-exports or calls what it imports. */
function doesNothingElse({ body, comments }: SourceText, names: ReadonlySet<string>): boolean {
  // The seed of a new project has one comment. Additional ones are the user's.
  if (comments.length > 1) return false
  return body.every((statement) => {
    if (statement.type === 'ImportDeclaration') return true
    if (statement.type !== 'ExportDefaultDeclaration') return false
    const value = statement.declaration
    if (value.type === 'Identifier') return names.has(value.name)
    return value.type === 'FunctionDeclaration' && value.body.body.every((inner) => isCallOf(inner, names))
  })
}

function withoutCalls(text: string, module: string): string {
  const source = readSource('db/seed.ts', text)
  const imports = importsOf(source, module)
  const names = localNames(imports)
  for (const statement of source.body) {
    const value = statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement
    if (value.type !== 'FunctionDeclaration') continue
    const call = value.body.body.find((inner) => isCallOf(inner, names))
    if (call) return withoutCalls(withoutStatement(text, call), module)
  }
  requireUnused(source, module, imports)
  const [unused] = imports
  return unused ? withoutCalls(withoutStatement(text, unused), module) : text
}

/** Whether a statement only calls one of these functions, awaited or not. */
function isCallOf(statement: { type: string } & Parameters<typeof unwrapped>[0], names: ReadonlySet<string>): boolean {
  if (statement.type !== 'ExpressionStatement') return false
  const value = unwrapped(statement.expression)
  const call = value.type === 'AwaitExpression' ? unwrapped(value.argument) : value
  return call.type === 'CallExpression' && call.callee.type === 'Identifier' && names.has(call.callee.name)
}
