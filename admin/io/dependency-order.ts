/** An item that others may depend on. */
export interface Dependent<T> {
  readonly item: T
  /** Items that must come before it. */
  readonly needs: readonly T[]
  /** Items that should come before it if possible. */
  readonly wants: readonly T[]
}

/**
 * Sorts items so that each comes after its dependencies, otherwise keeping the given order.
 *
 * A cycle has no such order. It is broken at an optional dependency if there is one, or else at the item given first,
 * which may then come before its own dependencies.
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
