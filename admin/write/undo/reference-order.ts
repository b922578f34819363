import type { ColumnModel, Link } from '../../schema/model'
import type { UndoStep } from './undo-steps'

export interface ReferenceOrder {
  /** Rows which refer only to rows of earlier groups. */
  groups: RestoreGroup[]
  /**
   * Rows that refer to each other in a cycle have no such order: one of them comes before the one that it refers to.
   * These columns of it have to be written once both rows exist.
   */
  late: ReadonlyMap<UndoStep, readonly ColumnModel[]>
}

export interface RestoreGroup {
  /** Of one table, unless `together` is set. */
  steps: UndoStep[]
  /** None of them can exist without the others: they refer to each other by columns that need a value. */
  together: boolean
}

interface Reference {
  target: UndoStep
  /** Columns that can be NULL until the target exists; empty if the row cannot exist without it. */
  free: readonly ColumnModel[]
}

/** The order in which rows can be inserted. */
export function inReferenceOrder(steps: readonly UndoStep[]): ReferenceOrder {
  const waiting = new Waiting(steps)
  const groups: RestoreGroup[] = []
  const late = new Map<UndoStep, readonly ColumnModel[]>()
  for (let wave = waiting.next(); wave.steps.length > 0; wave = waiting.next()) {
    const { steps: placed, together } = wave
    const members = new Set(together ? placed : [])
    for (const step of placed) {
      const open = waiting.openReferences(step).filter(({ target }) => !members.has(target))
      const columns = open.flatMap(({ free }) => free)
      if (columns.length > 0) late.set(step, [...new Set(columns)])
    }
    waiting.place(placed)
    if (together) groups.push(wave)
    else
      for (const admin of new Set(placed.map((step) => step.admin)))
        groups.push({ steps: placed.filter((step) => step.admin === admin), together })
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

  /** Rows that refer to placed rows only; in a cycle, one that can do without its references for now, or all that it needs. */
  next(): RestoreGroup {
    if (this.#ready.length > 0) return { steps: this.#ready, together: false }
    for (let step = this.#early.pop(); step; step = this.#early.pop())
      if (!this.#placed.has(step)) return { steps: [step], together: false }
    for (; this.#first < this.#all.length; this.#first++) {
      const step = this.#all[this.#first]
      if (step && !this.#placed.has(step)) return { steps: this.#neededBy(step), together: true }
    }
    return { steps: [], together: false }
  }

  /** A row with those without a place that it cannot exist without, and so on. */
  #neededBy(first: UndoStep): UndoStep[] {
    const found = new Set([first])
    // A set that is iterated also gives what is added meanwhile.
    for (const step of found)
      for (const { target, free } of this.openReferences(step)) if (free.length === 0) found.add(target)
    return [...found]
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
