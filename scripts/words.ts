import { parse } from 'node-html-parser'
import { parseAst } from 'rolldown/parseAst'

/** A text that users read but that is not in `words/`. */
export interface LooseWords {
  readonly line: number
  readonly text: string
}

type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<string, unknown>

/** Attributes whose value users read. */
const readAttributes = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'ariaLabel'])

/** Calls whose literals users never see: the server's log, and searches in a text. */
const silentCalls = /^(?:console\.\w+|(?:\w+\.)*(?:includes|startsWith|endsWith|indexOf|split|replaceAll?))$/u

const letters = /\p{L}{2,}/u
const lowerCase = /\p{Ll}/u
/** A word that starts a sentence; in an attribute it is a label. */
const capitalized = /^\p{Lu}\p{Ll}+(?: |$)/u
/** Several words of which the first is capitalised, unlike SQL and CSS classes. */
const sentence = /^\P{L}{0,2}\p{Lu}[\p{L}\d’]*[,:]? .*\p{L}|\p{L}{2,} .*\p{Ll}[.…?!]$/u

/**
 * Finds the texts of a component: text between tags, attributes that users read, and sentences in the surrounding code.
 */
export function wordsInComponent(file: string, source: string): LooseWords[] {
  return find(file, source, (node, parents) => {
    if (node.type === 'JSXText') return String(node.value)
    if (node.type === 'TaggedTemplateExpression') return markupText(node)
    const text = literalText(node, parents)
    if (text === null) return null
    const attribute = attributeOf(node, parents)
    const isRead =
      attribute === undefined ? isDrawn(node, parents) : readAttributes.has(attribute) || capitalized.test(text)
    return isRead || sentence.test(text) ? text : null
  })
}

/** Finds the sentences of a file of the engine. */
export function wordsInEngine(file: string, source: string): LooseWords[] {
  return find(file, source, (node, parents) => {
    const text = literalText(node, parents)
    return text !== null && sentence.test(text) && lowerCase.test(text) ? text : null
  })
}

function find(
  file: string,
  source: string,
  textOf: (node: Node, parents: readonly Node[]) => string | null,
): LooseWords[] {
  const found: LooseWords[] = []
  const visit = (value: unknown, parents: readonly Node[]): void => {
    if (Array.isArray(value)) for (const element of value) visit(element, parents)
    if (!isNode(value) || isSkipped(value, source)) return
    const text = textOf(value, parents)
    if (text !== null && letters.test(text)) {
      found.push({ line: source.slice(0, value.start).split('\n').length, text: text.trim().replace(/\s+/gu, ' ') })
    }
    for (const child of Object.values(value)) visit(child, [value, ...parents])
  }
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file), [])
  return found
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** Types and imports contain no texts, and some calls take texts that users never see. */
function isSkipped(node: Node, source: string): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'TSLiteralType') return true
  // A plain Error is a programming mistake and ends up in the log; users read the messages of an AdminError.
  if (node.type === 'NewExpression' && isNode(node.callee)) return node.callee.name === 'Error'
  if (node.type !== 'CallExpression' || !isNode(node.callee)) return false
  return silentCalls.test(source.slice(node.callee.start, node.callee.end))
}

/** The text of a literal, with `{}` for each value in it; null for other nodes. */
function literalText(node: Node, [parent]: readonly Node[]): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  if (node.type !== 'TemplateLiteral' || parent?.type === 'TaggedTemplateExpression') return null
  return quasis(node).join('{}')
}

function quasis(template: Node): string[] {
  const parts = Array.isArray(template.quasis) ? template.quasis : []
  return parts.map(({ value }: { value: { cooked: string } }) => value.cooked)
}

/** The text between tags and in attributes that users read, in a `markup` template. */
function markupText(node: Node): string | null {
  if (!isNode(node.tag) || node.tag.name !== 'markup' || !isNode(node.quasi)) return null
  const html = quasis(node.quasi).join('\0')
  const root = parse(/^ [\w-]+(?:=|$)/u.test(html) ? `<i${html}></i>` : html)
  const attributes = root
    .querySelectorAll('*')
    .flatMap((element) => Object.entries(element.attributes))
    .filter(([name]) => readAttributes.has(name))
    .map(([, value]) => value)
  return [root.textContent, ...attributes].filter((text) => letters.test(text)).join(' ')
}

/** Whether a node is in braces between tags, possibly behind a condition. */
function isDrawn(node: Node, parents: readonly Node[]): boolean {
  const container = parents[conditions(node, parents)]
  const outside = parents[conditions(node, parents) + 1]
  return container?.type === 'JSXExpressionContainer' && outside?.type !== 'JSXAttribute'
}

/** The attribute that a node is the value of, possibly behind a condition; undefined inside a call or a function. */
function attributeOf(node: Node, parents: readonly Node[]): string | undefined {
  const depth = conditions(node, parents)
  const attribute = parents[parents[depth]?.type === 'JSXExpressionContainer' ? depth + 1 : depth]
  return attribute?.type === 'JSXAttribute' && isNode(attribute.name) ? String(attribute.name.name) : undefined
}

/** The number of parents that only choose between values. */
function conditions(node: Node, parents: readonly Node[]): number {
  const isChoice = (parent: Node, child: Node) =>
    (parent.type === 'ConditionalExpression' && parent.test !== child) || parent.type === 'LogicalExpression'
  const index = parents.findIndex((parent, depth) => !isChoice(parent, parents[depth - 1] ?? node))
  return index < 0 ? parents.length : index
}
