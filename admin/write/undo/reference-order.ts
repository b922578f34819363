import type { ColumnModel, Link } from '../../schema/model'
import type { UndoStep } from './undo-steps'

export interface ReferenceOrder {
  /** Rows of one table each, which refer only to rows of earlier groups. */
  groups: UndoStep[][]
  /**
   * Rows that refer to each other in a cycle have no such order: one of them comes before the one that it refers to.
   * These columns of it have to be written once both rows exist.
   */
  late: ReadonlyMap<UndoStep, readonly ColumnModel[]>
}

interface Reference {
  target: UndoStep
  /** Columns that can be NULL until the target exists; empty if the row cannot exist without it. */
  free: readonly ColumnModel[]
}

/** The order in which rows can be inserted. */
export function inReferenceOrder(steps: readonly UndoStep[]): ReferenceOrder {
  const waiting = new Waiting(steps)
  const groups: UndoStep[][] = []
  const late = new Map<UndoStep, readonly ColumnModel[]>()
  for (let wave = waiting.next(); wave.length > 0; wave = waiting.next()) {
    for (const step of wave) {
      const columns = waiting.openReferences(step).flatMap(({ free }) => free)
      if (columns.length > 0) late.set(step, [...new Set(columns)])
    }
    waiting.place(wave)
    for (const admin of new Set(wave.map((step) => step.admin)))
      groups.push(wave.filter((step) => step.admin === admin))
  }
  return { groups, late }
}

/** The rows that have no place in the order yet. */
class Waiting {
  readonly #references = new Map<UndoStep, Reference[]>()
  readonly #referrers = new Map<UndoStep, { step: UndoStep; isFree: boolean }[]>()
  /** How many references of a row are to rows without a place, and how many of these it cannot exist without. */
  readonly #open = new Map<UndoStep, { all: number; required: number }>()
  readonly #placed = new Set<UndoStep>()
  #ready: UndoStep[]
  /** In a cycle, these can come first. */
  readonly #early: UndoStep[]
  readonly #all: readonly UndoStep[]
  #first = 0

  constructor(steps: readonly UndoStep[]) {
    this.#all = steps
    const targets = new Map(steps.flatMap((step) => referredBy(step).map((id) => [id, step] as const)))
    for (const step of steps) {
      const references = step.admin.table.links.flatMap((link): Reference[] => {
        const target = targetOf(step, link, targets)
        const free = link.columns.filter(({ notNull, primaryKey }) => !notNull && !primaryKey)
        return target && target !== step ? [{ target, free }] : []
      })
      this.#references.set(step, references)
      this.#open.set(step, {
        all: references.length,
        required: references.filter(({ free }) => free.length === 0).length,
      })
      for (const { target, free } of references) {
        const known = this.#referrers.get(target) ?? []
        known.push({ step, isFree: free.length > 0 })
        this.#referrers.set(target, known)
      }
    }
    this.#ready = steps.filter((step) => this.#open.get(step)?.all === 0)
    this.#early = steps.filter((step) => this.#open.get(step)?.required === 0)
  }

  /** Rows that refer to placed rows only; in a cycle, one that can do without its references for now, or just the first. */
  next(): UndoStep[] {
    if (this.#ready.length > 0) return this.#ready
    for (let step = this.#early.pop(); step; step = this.#early.pop()) if (!this.#placed.has(step)) return [step]
    for (; this.#first < this.#all.length; this.#first++) {
      const step = this.#all[this.#first]
      if (step && !this.#placed.has(step)) return [step]
    }
    return []
  }

  openReferences(step: UndoStep): Reference[] {
    return (this.#references.get(step) ?? []).filter(({ target }) => !this.#placed.has(target))
  }

  place(wave: readonly UndoStep[]): void {
    this.#ready = []
    for (const step of wave) this.#placed.add(step)
    for (const { step, isFree } of wave.flatMap((placed) => this.#referrers.get(placed) ?? [])) {
      const open = this.#open.get(step)
      if (!open || this.#placed.has(step)) continue
      open.all--
      if (!isFree) open.required--
      if (open.all === 0) this.#ready.push(step)
      else if (open.required === 0 && !isFree) this.#early.push(step)
    }
  }
}

function targetOf(
  { values }: UndoStep,
  { target, columns, targetColumns }: Link,
  targets: ReadonlyMap<string, UndoStep>,
): UndoStep | undefined {
  const id = idOf(
    target.path,
    targetColumns.map(({ key }) => key),
    columns.map(({ key }) => values[key] ?? null),
  )
  return targets.get(id)
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
