import type { TypeShape } from './type-change'

/**
 * Whether every value of a type is preserved in another type, or rejected there. Only known pairs count, because many
 * other conversions round or truncate silently.
 *
 * @param casts The intermediate types of the conversion.
 */
export function keeps(from: TypeShape, to: TypeShape, casts: readonly string[]): boolean {
  if (from.isArray !== to.isArray) return from.isArray && casts.length === 0 && isUnlimitedText(to)
  const viaText = casts[0] === 'text'
  // A cast to any other type changes the value on the way.
  if (casts.some((cast) => cast !== 'text' && cast !== to.name)) return false
  if (from.name === to.name) return keepsModifiers(from, to)
  if (isUnlimitedText(to)) return true
  if (isText(to)) return to.name === 'citext' ? isText(from) : keepsLength(from, to)
  return isNumber(from) && isNumber(to) ? keepsNumber(from, to, viaText) : keepsOther(from, to)
}

function isText({ name }: TypeShape): boolean {
  return /^(?:text|varchar|bpchar|citext)$/u.test(name)
}

function isUnlimitedText({ name, modifiers }: TypeShape): boolean {
  return name === 'text' || (name === 'varchar' && modifiers.length === 0)
}

/** Of a text that is too long, trailing spaces are cut and anything else is rejected. */
function keepsLength(from: TypeShape, to: TypeShape): boolean {
  if (!isText(from)) return to.name === 'varchar'
  const [size = Infinity] = from.modifiers
  const [newSize = Infinity] = to.modifiers
  // Spaces at the end say nothing in a `char`.
  return newSize >= size && (to.name === 'varchar' || from.name === 'bpchar')
}

function keepsModifiers(from: TypeShape, to: TypeShape): boolean {
  if (isText(from)) return keepsLength(from, to)
  if (from.name === 'numeric') return scaleOf(to) >= scaleOf(from)
  if (/^(?:timestamp|time)/u.test(from.name)) return precisionOf(to) >= precisionOf(from)
  // Its modifiers also say which parts are kept.
  return from.name !== 'interval' || to.modifiers.length === 0
}

function scaleOf({ modifiers }: TypeShape): number {
  return modifiers.length === 0 ? Infinity : (modifiers[1] ?? 0)
}

function precisionOf({ modifiers }: TypeShape): number {
  return modifiers[0] ?? 6
}

function isNumber({ name }: TypeShape): boolean {
  return /^(?:int[248]|float[48]|numeric)$/u.test(name)
}

/** An integer that is too large is rejected. */
function keepsNumber(from: TypeShape, to: TypeShape, viaText: boolean): boolean {
  const isWhole = from.name.startsWith('int')
  if (to.name.startsWith('int')) return isWhole || (from.name === 'numeric' && scaleOf(from) <= 0)
  if (to.name === 'numeric') return isWhole ? scaleOf(to) >= 0 : viaText && to.modifiers.length === 0
  if (from.name === 'float4' || from.name === 'int2') return true
  return from.name === 'int4' && to.name === 'float8'
}

const others: readonly (readonly [RegExp, RegExp])[] = [
  [/^date$/u, /^timestamp(?:tz)?$/u],
  [/^cidr$/u, /^inet$/u],
  [/^macaddr8?$/u, /^macaddr8?$/u],
  [/^(?:bit|varbit)$/u, /^(?:bit|varbit)$/u],
  [/^(?:text|varchar|jsonb)$/u, /^json$/u],
  [/^bool$/u, /^int[248]$/u],
]

function keepsOther(from: TypeShape, to: TypeShape): boolean {
  if (/^timestamp(?:tz)?$/u.test(from.name) && /^timestamp(?:tz)?$/u.test(to.name))
    return precisionOf(to) >= precisionOf(from)
  if (from.name === 'time' && to.name === 'timetz') return precisionOf(to) >= precisionOf(from)
  return others.some(([a, b]) => a.test(from.name) && b.test(to.name))
}
