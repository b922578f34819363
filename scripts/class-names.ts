import { parseAst } from 'rolldown/parseAst'

/** A class that an element has, and where. */
export interface UsedClass {
  readonly line: number
  readonly name: string
}

type Node = { readonly type: string; readonly start: number } & Record<string, unknown>

/** Stands for a value in a template: a name that touches one is not known here. */
const value = '\0'

/** The classes that a component names: in `className`, and in `class` of a `markup` template. */
export function classNamesIn(file: string, source: string): UsedClass[] {
  const found: UsedClass[] = []
  const add = (node: Node, text: string) => {
    const line = source.slice(0, node.start).split('\n').length
    for (const name of text.split(/\s+/u)) if (name !== '' && !name.includes(value)) found.push({ line, name })
  }
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file), (node) => {
    const assigned = classValue(node)
    if (assigned !== null) visit(assigned, (part) => add(part, textOf(part)), isCompared)
    if (node.type !== 'TaggedTemplateExpression' || !isNode(node.quasi)) return
    for (const [, text = ''] of textOf(node.quasi).matchAll(/\bclass="([^"]*)"/gu)) add(node, text)
  })
  return found
}

/** The classes that a style sheet has a rule for. */
export function classNamesOfStyles(css: string): Set<string> {
  const rules = css.replaceAll(/\/\*.*?\*\/|url\("[^"]*"\)/gsu, '')
  return new Set([...rules.matchAll(/\.([a-z][\w-]*)/giu)].map(([, name = '']) => name))
}

/** What is assigned to an attribute, a property or a variable called `className`. */
function classValue(node: Node): Node | null {
  const [target, assigned] =
    node.type === 'JSXAttribute'
      ? [node.name, node.value]
      : node.type === 'Property'
        ? [node.key, node.value]
        : node.type === 'VariableDeclarator'
          ? [node.id, node.init]
          : node.type === 'AssignmentExpression' && isNode(node.left)
            ? [node.left.property, node.right]
            : []
  return isNode(target) && target.name === 'className' && isNode(assigned) ? assigned : null
}

/** A literal that a value is compared with is no class. */
function isCompared(node: Node): boolean {
  return node.type === 'BinaryExpression' && /^[=!]==$/u.test(String(node.operator))
}

function textOf(node: Node): string {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : ''
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return ''
  return node.quasis.map((part: { value: { cooked: string } }) => part.value.cooked).join(value)
}

function visit(part: unknown, see: (node: Node) => void, isSkipped: (node: Node) => boolean = () => false): void {
  if (Array.isArray(part)) for (const element of part) visit(element, see, isSkipped)
  if (!isNode(part) || isSkipped(part)) return
  see(part)
  for (const child of Object.values(part)) visit(child, see, isSkipped)
}

function isNode(part: unknown): part is Node {
  return typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string'
}
