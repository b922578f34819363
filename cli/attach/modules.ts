import path from 'node:path'
import type { ImportDeclaration, Node } from '@babel/types'
import { cannotEdit, lineOf, nodesOf, spanOf, usesOf, type SourceText } from './source-text'

/**
 * A specifier, such as `@/db/shop/admin` or `./db/shop/admin.ts`, as a path from the project's root without extension.
 */
export function moduleOf(source: SourceText, specifier: string): string | undefined {
  const plain = specifier.replace(/\.[cm]?[jt]s$/, '')
  if (plain.startsWith('@/')) return path.posix.normalize(plain.slice(2))
  return plain.startsWith('.') ? path.posix.join(path.posix.dirname(source.name), plain) : undefined
}

export function importsOf(source: SourceText, module: string): ImportDeclaration[] {
  return source.body.filter(
    (statement): statement is ImportDeclaration =>
      statement.type === 'ImportDeclaration' && moduleOf(source, statement.source.value) === module,
  )
}

/** The local names of a file's imports. */
export function localNames(declarations: readonly ImportDeclaration[]): Set<string> {
  return new Set(declarations.flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name)))
}

/**
 * Checks that nothing in a file depends on a module that is about to be removed.
 *
 * @param module The path from the project's root.
 * @param removed The statements that are removed as well.
 * @throws {AdminError} `INVALID` with the line that depends on it.
 */
export function requireUnused(source: SourceText, module: string, removed: readonly Node[]): void {
  const names = localNames(importsOf(source, module))
  const [use] = usesOf(source, names, removed)
  if (use?.type === 'Identifier')
    throw cannotEdit(source.name, `Line ${lineOf(source.text, spanOf(use).start)} uses ${use.name}. ${advice(module)}`)
  for (const statement of source.body.filter((candidate) => !removed.includes(candidate)))
    for (const { node } of nodesOf(statement))
      if (node.type === 'StringLiteral' && moduleOf(source, node.value) === module)
        throw cannotEdit(
          source.name,
          `Line ${lineOf(source.text, spanOf(node).start)} loads ${module}. ${advice(module)}`,
        )
}

const advice = (module: string) => `Remove what comes from ${module} from the file by hand, then run the command again.`
