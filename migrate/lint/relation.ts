import type { Node, RangeVar } from 'libpg-query'

/** A relation as one fully quoted SQL name without `public`: `"shop"."orders"`. */
export function relationName(relation: Pick<RangeVar, 'schemaname' | 'relname'> | undefined): string {
  return qualified([relation?.schemaname, relation?.relname].filter((part) => part !== undefined))
}

function qualified(parts: readonly string[]): string {
  return (parts.length > 1 && parts[0] === 'public' ? parts.slice(1) : parts).map(quoted).join('.')
}

/** A relation as shown to users: `orders`, `shop.orders`. */
export function plainName(name: string): string {
  return [...name.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => (match[1] ?? '').replaceAll('""', '"')).join('.')
}

/** The parts of a qualified name. */
export function nameParts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
}

export function lastName(nodes: readonly Node[] | undefined): string | undefined {
  return nameParts(nodes).at(-1)
}

/** The quoted name of the object that a `DROP` removes. */
export function droppedName(node: Node): string {
  if ('List' in node) return qualified(nameParts(node.List.items))
  if ('TypeName' in node) return typeNameOf(node.TypeName.names)
  return 'String' in node ? quoted(node.String.sval ?? '') : ''
}

/** The SQL name of a type. */
export function typeNameOf(names: readonly Node[] | undefined): string {
  return qualified(nameParts(names))
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
