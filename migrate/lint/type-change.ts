import type { Node, TypeName } from 'libpg-query'
import type { ColumnFacts } from './facts'
import { keeps } from './kept-types'
import { lastName } from './relation'

/** A type and its modifiers: `varchar` and `[200]`. */
export interface TypeShape {
  readonly name: string
  readonly modifiers: readonly number[]
  readonly isArray: boolean
}

/** What a change of type asks of PostgreSQL. */
export type TypeChange = 'none' | 'rewrite' | 'loss'

/** Pairs that are stored alike. */
const storedAlike: readonly (readonly [string, string])[] = [
  ['varchar', 'text'],
  ['text', 'varchar'],
  ['cidr', 'inet'],
  ['bit', 'varbit'],
  ['xml', 'text'],
  // The runner's time zone is UTC, in which the two are the same moment.
  ['timestamp', 'timestamptz'],
  ['timestamptz', 'timestamp'],
]

/**
 * What it takes to change a column's type, as far as its present type is known: `loss` unless PostgreSQL keeps every value or
 * refuses it.
 */
export function typeChange(
  column: ColumnFacts | undefined,
  target: TypeName | undefined,
  using: Node | undefined,
): TypeChange {
  const to = target && shapeOf(target)
  if (!column || !to) return 'rewrite'
  const from = storedShape(column)
  const casts = castsOf(using)
  if (!casts || !keeps(from, to, casts)) return 'loss'
  if (from.isArray !== to.isArray || casts.length > 0) return 'rewrite'
  if (from.name === to.name) return isWider(from, to) ? 'none' : 'rewrite'
  const alike = storedAlike.some(([a, b]) => a === from.name && b === to.name)
  return alike && isRoomy(from, to) ? 'none' : 'rewrite'
}

/** The types that a value is cast to on its way; `undefined` where anything else is done to it, or a cast may cut it. */
function castsOf(using: Node | undefined): string[] | undefined {
  if (using === undefined || 'ColumnRef' in using) return []
  if (!('TypeCast' in using)) return undefined
  const { arg, typeName } = using.TypeCast
  const before = arg === undefined ? undefined : castsOf(arg)
  if (!before || (typeName?.typmods ?? []).length > 0) return undefined
  return [...before, lastName(typeName?.names) ?? '']
}

/** Whether nothing has to be cut or checked for the target's modifiers, coming from another type. */
function isRoomy(from: TypeShape, to: TypeShape): boolean {
  if (to.modifiers.length === 0) return true
  return from.name.startsWith('timestamp') && from.modifiers.length > 0 && isWider(from, to)
}

function isWider(from: TypeShape, to: TypeShape): boolean {
  if (from.modifiers.join() === to.modifiers.join()) return true
  if (from.name === 'bpchar' || from.name === 'bit') return false
  if (to.modifiers.length === 0) return true
  const [size = 0, scale = 0] = from.modifiers
  const [newSize = 0, newScale = 0] = to.modifiers
  return from.modifiers.length > 0 && newSize >= size && newScale === scale
}

function shapeOf(type: TypeName): TypeShape | undefined {
  const name = lastName(type.names)
  if (name === undefined) return undefined
  const modifiers = (type.typmods ?? []).flatMap((node) =>
    'A_Const' in node && node.A_Const.ival ? [node.A_Const.ival.ival ?? 0] : [],
  )
  const isArray = (type.arrayBounds ?? []).length > 0
  // "interval" has a modifier that names its fields.
  return { name, isArray, modifiers: name === 'bpchar' && modifiers.length === 0 ? [1] : modifiers }
}

function storedShape({ type, typmod }: ColumnFacts): TypeShape {
  const isArray = type.startsWith('_')
  const name = isArray ? type.slice(1) : type
  return { name, isArray, modifiers: typmod < 0 ? [] : storedModifiers(name, typmod) }
}

/** As PostgreSQL packs them. */
function storedModifiers(name: string, typmod: number): number[] {
  const header = 4
  if (name === 'varchar' || name === 'bpchar') return [typmod - header]
  if (name === 'numeric') return [(typmod - header) >> 16, (typmod - header) & 0x7ff]
  return [typmod]
}
