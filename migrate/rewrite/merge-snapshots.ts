import { isDeepStrictEqual } from 'node:util'
import { labelOf } from '../files/names'
import type { Snapshot } from '../files/snapshot'

/**
 * The snapshot after two branches have both been applied.
 *
 * @returns The conflicts, as users write the names. If there are any, no such snapshot exists.
 */
export function mergeSnapshots(
  base: Snapshot,
  ours: Snapshot,
  theirs: Snapshot,
): { snapshot: Snapshot; conflicts: string[] } {
  const conflicts: string[][] = []
  const { id, prevId } = theirs
  const merged = mergeValues({ base: plain(base), ours: plain(ours), theirs: plain(theirs) }, [], conflicts)
  // Assembled from parts of three snapshots, so it is a snapshot too.
  return { snapshot: { ...(merged as Snapshot), id, prevId }, conflicts: [...new Set(conflicts.map(pathLabel))] }
}

function plain(snapshot: Snapshot): object {
  return { ...snapshot, id: '', prevId: '' }
}

interface Sides {
  readonly base: unknown
  readonly ours: unknown
  readonly theirs: unknown
}

function mergeValues({ base, ours, theirs }: Sides, at: string[], conflicts: string[][]): unknown {
  if (isDeepStrictEqual(base, ours)) return theirs
  if (isDeepStrictEqual(base, theirs)) return ours
  if (isRecord(ours) && isRecord(theirs) && (isRecord(base) || at.length < 2)) {
    const from = isRecord(base) ? base : {}
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs), ...Object.keys(from)])
    const entries = [...keys].map((key): [string, unknown] => [
      key,
      mergeValues({ base: from[key], ours: ours[key], theirs: theirs[key] }, [...at, key], conflicts),
    ])
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }
  if (at[0] === 'enums' && at.at(-1) === 'values') {
    const values = mergedValues(base, ours, theirs)
    if (values) return values
  }
  // Both change it, even if in the same way: the second statement would fail on the result of the first.
  conflicts.push(at)
  return ours
}

/** Both only add values to an enum: those of the second go where its statement puts them. */
function mergedValues(base: unknown, ours: unknown, theirs: unknown): string[] | undefined {
  if (!isTexts(base) || !isTexts(ours) || !isTexts(theirs)) return undefined
  const onlyAdds = (side: readonly string[]) =>
    isDeepStrictEqual(
      base,
      side.filter((value) => base.includes(value)),
    )
  const added = theirs.filter((value) => !base.includes(value))
  if (!onlyAdds(ours) || !onlyAdds(theirs) || added.some((value) => ours.includes(value))) return undefined
  const values = [...ours]
  for (const value of added) {
    const next = theirs.slice(theirs.indexOf(value) + 1).find((candidate) => values.includes(candidate))
    values.splice(next === undefined ? values.length : values.indexOf(next), 0, value)
  }
  return values
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** `tables › public.books › columns › title › notNull` is `books.title`. */
function pathLabel([kind = '', key = '', , name]: string[]): string {
  const label = labelOf(key)
  return kind === 'tables' && name !== undefined ? `${label}.${name}` : label
}
