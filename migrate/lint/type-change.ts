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

/** What a type change requires of PostgreSQL. */
export type TypeChange = 'none' | 'rewrite' | 'loss'

/** Pairs with the same storage format. */
const storedAlike: readonly (readonly [string, string])[] = [
  ['varchar', 'text'],
  ['text', 'varchar'],
  ['cidr', 'inet'],
  ['bit', 'varbit'],
  ['xml', 'text'],
  // The runner's time zone is UTC, so both represent the same moment.
  ['timestamp', 'timestamptz'],
  ['timestamptz', 'timestamp'],
]

/**
 * The effect of changing a column's type, as far as its current type is known: `loss` unless PostgreSQL preserves or
 * rejects every value.
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

/** The types a value is cast to; `undefined` if the expression does anything else, or if a cast may truncate. */
function castsOf(using: Node | undefined): string[] | undefined {
  if (using === undefined || 'ColumnRef' in using) return []
  if (!('TypeCast' in using)) return undefined
  const { arg, typeName } = using.TypeCast
  const before = arg === undefined ? undefined : castsOf(arg)
  if (!before || (typeName?.typmods ?? []).length > 0) return undefined
  return [...before, lastName(typeName?.names) ?? '']
}

/** Whether no value of another type has to be truncated or checked for the target's modifiers. */
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
