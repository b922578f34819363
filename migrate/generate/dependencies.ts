import type { Snapshot } from '../files/snapshot'
import { mentions } from './touched'

/** An object that depends on a column or a type, and must be dropped before that is rewritten. */
export interface Dependent {
  readonly kind: 'view' | 'policy' | 'check' | 'index' | 'generated'
  /** The key of the table it belongs to, or of the view itself: `public.books`. */
  readonly relation: string
  /** Its own name; for a generated column, the column's name; for a view, its key again. */
  readonly name: string
}

/** What an object depends on: a column of a table or view, or an enum by its key. */
export type Reference = { readonly relation: string; readonly column: string | undefined } | { readonly type: string }

/** The objects that depend on a reference; without a column, on anything in the relation. */
export type Dependencies = (reference: Reference) => readonly Dependent[]

/** A dependency between two objects. */
export interface Edge {
  readonly dependent: Dependent
  readonly on: Reference
}

export function dependenciesOf(edges: readonly Edge[]): Dependencies {
  return (reference) =>
    edges
      .filter(({ on }) => {
        if ('type' in reference) return 'type' in on && on.type === reference.type
        if ('type' in on || on.relation !== reference.relation) return false
        return reference.column === undefined || on.column === reference.column
      })
      .map(({ dependent }) => dependent)
}

/**
 * Finds dependencies without a database, from names in texts. It finds too many rather than too few: an object with
 * `select *` depends on all columns of the tables it names.
 */
export function dependenciesByText(snapshot: Snapshot): Dependencies {
  const texts = textsIn(snapshot)
  return (reference) => {
    if ('type' in reference) {
      const name = snapshot.enums[reference.type]?.name ?? ''
      return texts.filter(({ text }) => mentions(text, name)).map(({ dependent }) => dependent)
    }
    const { relation, column } = reference
    const named = snapshot.tables[relation] ?? snapshot.views[relation]
    if (!named) return []
    return texts
      .filter(({ dependent, text }) => {
        if (dependent.relation === relation)
          return dependent.kind !== 'view' && (column === undefined || mentions(text, column))
        if (!mentions(text, named.name)) return false
        return column === undefined || mentions(text, column) || unnamedColumns.test(text)
      })
      .map(({ dependent }) => dependent)
  }
}

/** Text that depends on columns without naming them. */
const unnamedColumns = /\*|\bnatural\b/iu

/** Everything in a snapshot that is written in SQL. */
function textsIn(snapshot: Snapshot): { dependent: Dependent; text: string }[] {
  const found: { dependent: Dependent; text: string }[] = []
  const add = (dependent: Dependent, text: string) => found.push({ dependent, text })
  for (const [key, { definition }] of Object.entries(snapshot.views))
    if (definition !== undefined) add({ kind: 'view', relation: key, name: key }, definition)
  for (const [key, table] of Object.entries(snapshot.tables)) {
    for (const { name, using = '', withCheck = '' } of Object.values(table.policies))
      add({ kind: 'policy', relation: key, name }, `${using} ${withCheck}`)
    for (const { name, value } of Object.values(table.checkConstraints))
      add({ kind: 'check', relation: key, name }, value)
    for (const { name, columns, where = '' } of Object.values(table.indexes)) {
      const expressions = columns.filter((part) => part.isExpression).map((part) => part.expression)
      add({ kind: 'index', relation: key, name }, [where, ...expressions].join(' '))
    }
    for (const { name, generated } of Object.values(table.columns))
      if (generated) add({ kind: 'generated', relation: key, name }, generated.as)
  }
  return found
}
