import type { UndoStep } from './undo-steps'

/**
 * Groups of rows of one table, so that each group only refers to rows of earlier groups. Rows that refer to each other in
 * a cycle have no such order: one of them then comes before the one that it refers to.
 */
export function inReferenceOrder(steps: readonly UndoStep[]): UndoStep[][] {
  const targets = new Map(steps.flatMap((step) => referredBy(step).map((id) => [id, step] as const)))
  const levels = new Map<UndoStep, number>()
  for (const root of steps) {
    // Without recursion: a chain of rows may be longer than the stack.
    const path = [root]
    const onPath = new Set(path)
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const referred = references(step, targets)
      const next = levels.has(step) ? undefined : referred.find((target) => !levels.has(target) && !onPath.has(target))
      if (next) {
        path.push(next)
        onPath.add(next)
        continue
      }
      path.pop()
      if (!levels.has(step)) levels.set(step, Math.max(-1, ...referred.map((target) => levels.get(target) ?? -1)) + 1)
    }
  }
  const groups = new Map<string, UndoStep[]>()
  const sorted = steps.toSorted((a, b) => (levels.get(a) ?? 0) - (levels.get(b) ?? 0))
  for (const step of sorted) {
    const id = `${levels.get(step)} ${step.admin.path}`
    const group = groups.get(id)
    if (group) group.push(step)
    else groups.set(id, [step])
  }
  return [...groups.values()]
}

function references({ admin, values }: UndoStep, targets: ReadonlyMap<string, UndoStep>): UndoStep[] {
  return admin.table.links.flatMap(({ target, columns, targetColumns }) => {
    const id = idOf(
      target.path,
      targetColumns.map(({ key }) => key),
      columns.map(({ key }) => values[key] ?? null),
    )
    return targets.get(id) ?? []
  })
}

/** What other rows may refer to a row by: its values in the columns of each incoming link. */
function referredBy({ admin, values }: UndoStep): string[] {
  return admin.table.backlinks.map(({ targetColumns }) => {
    const keys = targetColumns.map(({ key }) => key)
    return idOf(
      admin.path,
      keys,
      keys.map((key) => values[key] ?? null),
    )
  })
}

const idOf = (path: string, columns: readonly string[], values: readonly (string | null)[]) =>
  JSON.stringify([path, columns, values])
