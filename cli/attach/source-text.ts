import { parse, type ParseResult } from '@babel/parser'
import type { Comment, Expression, File, Node, Statement } from '@babel/types'
import { AdminError } from '@/admin/errors'

/** A TypeScript file that is edited in place. The parser provides positions; the rest of the file stays unchanged. */
export interface SourceText {
  /** As shown in messages, such as `admin.config.ts`. */
  readonly name: string
  readonly text: string
  readonly body: readonly Statement[]
  readonly comments: readonly Comment[]
}

/** The start and end of a node in the text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** @throws {AdminError} `INVALID` if the file is not valid TypeScript. */
export function readSource(name: string, text: string): SourceText {
  let file: ParseResult<File>
  try {
    // Parentheses become separate nodes, so that an element ends after its parenthesis.
    file = parse(text, { sourceType: 'module', plugins: ['typescript'], createParenthesizedExpressions: true })
  } catch (error) {
    const line = (error as { loc?: { line?: number } }).loc?.line
    throw cannotEdit(name, `It cannot be parsed${line === undefined ? '' : ` at line ${line}`}.`, error)
  }
  return { name, text, body: file.program.body, comments: file.comments ?? [] }
}

/** The error for a file that only its author can change. It is thrown before anything is written. */
export function cannotEdit(name: string, reason: string, cause?: unknown): AdminError {
  return new AdminError(
    'INVALID',
    `Cannot edit ${name}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)} Nothing was changed.`,
    { cause },
  )
}

/** The text with a part of it replaced. */
export function splice(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}

/** @throws {TypeError} for a node that was not parsed from a file. */
export function spanOf({ start, end }: Node | Comment): Span {
  if (typeof start !== 'number' || typeof end !== 'number') throw new TypeError('The node has no position.')
  return { start, end }
}

export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

/** The line ending of the first line. */
export function lineEnding(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n'
}

/** The whitespace before a position on its line; undefined if there is anything else. */
export function indentBefore(text: string, position: number): string | undefined {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, position))?.[1]
}

/** An expression without parentheses, `as const`, `satisfies` and the like. */
export function unwrapped(node: Node): Node {
  const isWrapper =
    node.type === 'ParenthesizedExpression' ||
    node.type === 'TSAsExpression' ||
    node.type === 'TSSatisfiesExpression' ||
    node.type === 'TSNonNullExpression' ||
    node.type === 'TSTypeAssertion'
  return isWrapper ? unwrapped(node.expression) : node
}

/** The value of a constant at the top of the file. */
export function constantOf({ body }: SourceText, name: string): Expression | undefined {
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    for (const { id, init } of declaration.declarations)
      if (id.type === 'Identifier' && id.name === name && init) return init
  }
  return undefined
}

/** All nodes below a node, including itself, each with its parent. */
export function* nodesOf(node: Node, parent?: Node): Generator<{ node: Node; parent: Node | undefined }> {
  yield { node, parent }
  for (const [key, value] of Object.entries(node)) {
    if (key.endsWith('omments')) continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesOf(child, node)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/**
 * The places where a file uses one of these names, outside of certain statements. Object keys and properties do not
 * count.
 */
export function usesOf(source: SourceText, names: ReadonlySet<string>, except: readonly Node[]): Node[] {
  return source.body
    .filter((statement) => !except.includes(statement))
    .flatMap((statement) => [...nodesOf(statement)])
    .filter(({ node, parent }) => node.type === 'Identifier' && names.has(node.name) && !isLabel(node, parent))
    .map(({ node }) => node)
}

function isLabel(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'MemberExpression' || parent?.type === 'OptionalMemberExpression')
    return parent.property === node && !parent.computed
  if (parent?.type === 'ObjectProperty') return parent.key === node && !parent.computed && !parent.shorthand
  if (parent?.type === 'ObjectMethod' || parent?.type === 'ClassMethod') return parent.key === node && !parent.computed
  if (parent?.type === 'ExportSpecifier') return parent.local !== node
  return false
}

/** Removes a statement with its line. */
export function withoutStatement(text: string, statement: Node): string {
  const { start, end } = spanOf(statement)
  const rest = /^[ \t]*(?:\/\/[^\n]*)?(?:\r?\n|$)/.exec(text.slice(end))
  const indent = indentBefore(text, start)
  if (!rest || indent === undefined) return splice(text, { start, end }, '')
  return splice(text, { start: start - indent.length, end: end + rest[0].length }, '')
}
