import type { TypeName } from 'libpg-query'
import type { ColumnFacts } from './facts'
import { lastName } from './relation'

/** A type and its modifiers: `varchar` and `[200]`. */
interface TypeShape {
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

/** Pairs that are written anew and lose nothing, whatever the values: all others may round, cut or reword. */
const faithful: readonly (readonly [RegExp, RegExp])[] = [
  [/^int2$/, /^(?:int4|int8|numeric|float4|float8)$/],
  [/^int4$/, /^(?:int8|numeric|float8)$/],
  [/^int8$/, /^numeric$/],
  [/^float4$/, /^float8$/],
  [/^date$/, /^timestamp(?:tz)?$/],
  // `char` drops blanks at the end.
  [/^(?!_|bpchar$|text$|citext$|varchar$)/, /^(?:text|citext|varchar|bpchar)$/],
  [/^(?:text|citext|varchar)$/, /^(?:text|citext|varchar)$/],
  [/^(?:json|jsonb)$/, /^json$/],
  [/^bool$/, /^int[248]$/],
  [/^macaddr$/, /^macaddr8$/],
]

/** What it takes to change a column's type, as far as its present type is known. */
export function typeChange(column: ColumnFacts | undefined, target: TypeName | undefined): TypeChange {
  const to = target && shapeOf(target)
  if (!column || !to) return 'rewrite'
  const from = storedShape(column)
  // The text of an array holds all of it.
  if (from.isArray !== to.isArray) return from.isArray && to.name === 'text' ? 'rewrite' : 'loss'
  if (from.name === to.name) {
    if (isWider(from, to)) return 'none'
    // A text that is too long is refused, not cut.
    return ['varchar', 'bpchar', 'bit', 'varbit'].includes(from.name)
      ? 'rewrite'
      : isRounded(from, to)
        ? 'loss'
        : 'rewrite'
  }
  const alike = storedAlike.some(([a, b]) => a === from.name && b === to.name)
  if (alike && isRoomy(from, to)) return 'none'
  const isFaithful = faithful.some(([a, b]) => a.test(from.name) && b.test(to.name)) && isUnlimited(to)
  return isFaithful || (alike && !isRounded(from, to)) ? 'rewrite' : 'loss'
}

/** A number of digits that values are rounded to; a length refuses what is longer. */
function isUnlimited(to: TypeShape): boolean {
  return to.modifiers.length === 0 || ['text', 'citext', 'varchar', 'bpchar'].includes(to.name)
}

/** Whether the target keeps fewer digits than there can be. */
function isRounded(from: TypeShape, to: TypeShape): boolean {
  if (to.modifiers.length === 0) return false
  if (from.name === 'numeric') return scaleOf(to) < scaleOf(from)
  return from.modifiers.length === 0 || (to.modifiers[0] ?? 0) < (from.modifiers[0] ?? 0)
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

function scaleOf({ modifiers }: TypeShape): number {
  return modifiers.length === 0 ? Infinity : (modifiers[1] ?? 0)
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
