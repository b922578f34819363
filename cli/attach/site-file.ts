import type {
  ArrayExpression,
  CallExpression,
  ImportDeclaration,
  Node,
  ObjectExpression,
  ObjectProperty,
} from '@babel/types'
import { importsOf, localNames, requireUnused } from './modules'
import { withItemAfter, withItemsFirst, withoutItem, type SourceList } from './source-list'
import {
  cannotEdit,
  constantOf,
  lineEnding,
  nodesOf,
  readSource,
  spanOf,
  splice,
  unwrapped,
  withoutStatement,
  type SourceText,
} from './source-text'

const file = 'admin.config.ts'

/**
 * Removes a module's declarations from `admin.config.ts`: its imports, and their names in the list of admins.
 *
 * @param module The path from the project's root, such as `db/shop/admin`.
 * @throws {AdminError} `INVALID` if something else in the file uses them.
 */
export function withoutAdmins(text: string, module: string): string {
  const source = readSource(file, text)
  const imports = importsOf(source, module)
  const names = localNames(imports)
  const list = names.size > 0 ? adminsOf(source) : undefined
  const listed = list?.elements.find((element) => element && names.has(nameOf(element) ?? ''))
  if (list && listed) return withoutAdmins(withoutItem(source, listOf(list), listed), module)
  requireUnused(source, module, imports)
  const [declaration] = imports
  return declaration ? withoutAdmins(withoutStatement(text, declaration), module) : text
}

/**
 * Imports a module's declarations into `admin.config.ts` and inserts them at the start of the list of admins. Those
 * already imported keep their position, and those that the module no longer exports are removed.
 *
 * @throws {AdminError} `INVALID` with what to add by hand, if the list cannot be found.
 */
export function withAdmins(text: string, { module, names }: { module: string; names: readonly string[] }): string {
  const source = readSource(file, text)
  const imported = importsOf(source, module)
    .flatMap(({ specifiers }) => specifiers)
    .flatMap((specifier) => (specifier.type === 'ImportSpecifier' ? [importedName(specifier.imported)] : []))
  const gone = imported.filter((name) => !names.includes(name))
  if (gone.length > 0) return withAdmins(withoutAdmins(text, module), { module, names })
  const missing = names.filter((name) => !imported.includes(name))
  if (missing.length === 0) return text
  const specifier = `@/${module}`
  const taken = namesOf(source)
  const clash = missing.find((name) => taken.has(name))
  const line = `import { ${missing.join(', ')} } from '${specifier}'`
  if (clash !== undefined)
    throw cannotEdit(file, `It already has another ${clash}. Rename that one, then run the command again.`)
  const listed = listedFirst(source, missing)
  if (listed === undefined)
    throw cannotEdit(
      file,
      `No list of admins was found in defineSite(). Add this by hand, then run the command again: ${line}, and admins: [${missing.join(', ')}].`,
    )
  return withImport(listed, missing, specifier)
}

/** The text with these names in the list of admins, which is added if there is none. */
function listedFirst(source: SourceText, names: readonly string[]): string | undefined {
  const list = adminsOf(source)
  if (list) return withItemsFirst(source, listOf(list), names)
  const site = siteOf(source)
  // A spread, or a value that is not an array literal, may contain a list that is not visible here.
  if (!site || site.properties.some((property) => property.type === 'SpreadElement') || propertyOf(site, 'admins'))
    return undefined
  const anchor = propertyOf(site, 'schema') ?? site.properties.at(-1)
  return anchor ? withItemAfter(source, anchor, `admins: [${names.join(', ')}]`) : undefined
}

/** Inserts an import after the last one, in the same style. */
function withImport(text: string, names: readonly string[], specifier: string): string {
  const imports = readSource(file, text).body.filter(
    (statement): statement is ImportDeclaration => statement.type === 'ImportDeclaration',
  )
  const last = imports.at(-1)
  const quote = last ? (text[spanOf(last.source).start] ?? "'") : "'"
  const end = last && text[spanOf(last).end - 1] !== ';' ? '' : last ? ';' : ''
  const line = `import { ${names.join(', ')} } from ${quote}${specifier}${quote}${end}`
  if (!last) return `${line}${lineEnding(text)}${text}`
  const lineEnd = spanOf(last).end + (/^[^\r\n]*/.exec(text.slice(spanOf(last).end))?.[0].length ?? 0)
  return splice(text, { start: lineEnd, end: lineEnd }, `${lineEnding(text)}${line}`)
}

/** The list of admins, either inline or in a constant of the file. */
function adminsOf(source: SourceText): ArrayExpression | undefined {
  const site = siteOf(source)
  const property = site && propertyOf(site, 'admins')
  const value = property && resolved(source, property.value)
  return value?.type === 'ArrayExpression' ? value : undefined
}

/** The argument of `defineSite`, if it is called once and with an object of this file. */
function siteOf(source: SourceText): ObjectExpression | undefined {
  const calls = source.body
    .flatMap((statement) => [...nodesOf(statement)].map(({ node }) => node))
    .filter((node): node is CallExpression => node.type === 'CallExpression' && isDefineSite(source, node.callee))
  const given = calls.length === 1 ? calls[0]?.arguments[0] : undefined
  const value = given && resolved(source, given)
  return value?.type === 'ObjectExpression' ? value : undefined
}

function isDefineSite(source: SourceText, callee: Node): boolean {
  if (callee.type === 'MemberExpression')
    return callee.property.type === 'Identifier' && callee.property.name === 'defineSite'
  if (callee.type !== 'Identifier') return false
  return callee.name === 'defineSite' || callee.name === aliasOf(source, 'defineSite')
}

/** The local name of an import from another module. */
function aliasOf({ body }: SourceText, name: string): string | undefined {
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration') continue
    for (const specifier of statement.specifiers)
      if (specifier.type === 'ImportSpecifier' && importedName(specifier.imported) === name) return specifier.local.name
  }
  return undefined
}

const importedName = (node: { type: 'Identifier'; name: string } | { type: 'StringLiteral'; value: string }) =>
  node.type === 'Identifier' ? node.name : node.value

function propertyOf(object: ObjectExpression, name: string): ObjectProperty | undefined {
  return object.properties.find(
    (property): property is ObjectProperty =>
      property.type === 'ObjectProperty' &&
      ((property.key.type === 'Identifier' && !property.computed && property.key.name === name) ||
        (property.key.type === 'StringLiteral' && property.key.value === name)),
  )
}

/** The expression itself, or the value of the constant that it names. */
function resolved(source: SourceText, node: Node): Node {
  const value = unwrapped(node)
  const constant = value.type === 'Identifier' ? constantOf(source, value.name) : undefined
  return constant ? unwrapped(constant) : value
}

/** The name of an element in the list, which may be spread into it. */
function nameOf(element: Node): string | undefined {
  const value = unwrapped(element.type === 'SpreadElement' ? element.argument : element)
  return value.type === 'Identifier' ? value.name : undefined
}

function listOf(array: ArrayExpression): SourceList {
  return { brackets: spanOf(array), items: array.elements.filter((element) => element !== null) }
}

/** All names declared or imported at the top of the file. */
function namesOf(source: SourceText): Set<string> {
  const names = localNames(source.body.filter((statement) => statement.type === 'ImportDeclaration'))
  for (const statement of source.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'VariableDeclaration')
      for (const { id } of declaration.declarations)
        for (const { node } of nodesOf(id)) if (node.type === 'Identifier') names.add(node.name)
    if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier') names.add(declaration.id.name)
  }
  return names
}
