import type { Answers, RenameQuestion } from './answers'
import { keptKey, keptName, keyOf, labelOf } from '../files/names'
import { applyRename, type Rename } from './renames'
import type { Snapshot } from '../files/snapshot'

export interface FoundRenames {
  readonly renames: readonly Rename[]
  /** Objects that count as removed although something of their kind is new, as shown to users. */
  readonly removed: readonly string[]
}

/**
 * Asks about everything that disappeared while something of its kind appeared, from schemas down to columns. The
 * contents of a renamed table are asked about only once the table is known.
 */
export async function findRenames(from: Snapshot, to: Snapshot, answers: Answers): Promise<FoundRenames> {
  const renames: Rename[] = []
  const removed: string[] = []
  let present = from
  const settle = async (question: (old: string, added: string) => Rename, sides: Sides) => {
    const left = new Set(sides.removed)
    const take = (old: string, added: string) => {
      left.delete(old)
      const rename = question(old, added)
      renames.push(rename)
      present = applyRename(present, rename).snapshot
    }
    const asked = sides.added.filter((added) => {
      // PostgreSQL truncates both to the same name, so there is nothing to ask or to do.
      const old = [...left].find((candidate) => isSameName(candidate, added, sides.kind))
      if (old !== undefined) take(old, added)
      return old === undefined
    })
    for (const added of asked) {
      if (left.size === 0) break
      const old = await askOne({ ...sides, added, left }, answers)
      if (old !== undefined) take(old, added)
    }
    if (asked.length > 0) removed.push(...[...left].map(sides.label))
  }
  await settle((old, added) => ({ kind: 'schema', from: old, to: added }), {
    kind: 'schema',
    ...difference(Object.keys(present.schemas), Object.keys(to.schemas)),
    label: (name) => name,
  })
  await settle((old, added) => ({ kind: 'enum', from: old, to: added }), {
    kind: 'enum',
    ...difference(Object.keys(present.enums), Object.keys(to.enums)),
    label: labelOf,
  })
  for (const type of Object.values(to.enums)) {
    const of = keyOf(type)
    await settle((old, added) => ({ kind: 'value', of, from: old, to: added }), {
      kind: 'value',
      of: labelOf(of),
      ...difference(present.enums[of]?.values ?? type.values, type.values),
      label: (value) => `${labelOf(of)}.${value}`,
    })
  }
  await settle((old, added) => ({ kind: 'table', from: old, to: added }), {
    kind: 'table',
    ...difference(Object.keys(present.tables), Object.keys(to.tables)),
    label: labelOf,
  })
  for (const [of, table] of Object.entries(to.tables)) {
    await settle((old, added) => ({ kind: 'column', of, from: old, to: added }), {
      kind: 'column',
      of: labelOf(of),
      ...difference(Object.keys(present.tables[of]?.columns ?? table.columns), Object.keys(table.columns)),
      label: (column) => `${labelOf(of)}.${column}`,
    })
  }
  return { renames, removed }
}

function isSameName(first: string, second: string, kind: RenameQuestion['kind']): boolean {
  if (kind === 'table' || kind === 'enum') return keptKey(first) === keptKey(second)
  // A value is never truncated: one that is too long is rejected.
  return kind !== 'value' && keptName(first) === keptName(second)
}

interface Sides extends Pick<RenameQuestion, 'kind' | 'of'> {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** As shown to users. */
  label(name: string): string
}

async function askOne(
  { kind, of, added, left, label }: Omit<Sides, 'added'> & { added: string; left: ReadonlySet<string> },
  answers: Answers,
): Promise<string | undefined> {
  const candidates = new Map([...left].map((name) => [label(name), name]))
  const question = { kind, ...(of === undefined ? {} : { of }), added: label(added), removed: [...candidates.keys()] }
  const answer = await answers.renamedFrom(question)
  return answer === undefined ? undefined : candidates.get(answer)
}

function difference(before: readonly string[], after: readonly string[]): { added: string[]; removed: string[] } {
  return {
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  }
}
