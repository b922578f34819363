/** A thing that others may rest on. */
export interface Dependent<T> {
  readonly item: T
  /** What must come before it. */
  readonly needs: readonly T[]
  /** What would better come before it, and need not. */
  readonly wants: readonly T[]
}

/**
 * Orders things so that each comes after what it rests on, and otherwise as they were given.
 *
 * A circle has no such order. It is broken at a wish where there is one, else at the thing that was given first; what an item
 * rests on may then come after it.
 */
export function dependencyOrder<T>(dependents: readonly Dependent<T>[]): T[] {
  const left = new Set(dependents)
  const known = new Set(dependents.map(({ item }) => item))
  const done = new Set<T>()
  const isMet = (item: T, on: T) => on === item || done.has(on) || !known.has(on)
  const order: T[] = []
  while (left.size > 0) {
    const waiting = [...left]
    const needsMet = waiting.filter(({ item, needs }) => needs.every((on) => isMet(item, on)))
    const next = needsMet.find(({ item, wants }) => wants.every((on) => isMet(item, on))) ?? needsMet[0] ?? waiting[0]
    if (!next) break
    left.delete(next)
    done.add(next.item)
    order.push(next.item)
  }
  return order
}
