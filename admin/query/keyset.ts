import { sql, type SQL } from 'drizzle-orm'
import { asSecret } from '../fields/secret'
import type { Cursor } from './cursor'
import type { OrderTerm } from './list-sort'

/**
 * The rows after a position in a total order, as conditions of which each row meets exactly one, in order.
 *
 * One condition is enough unless NULLs of the first term follow the position. They then get a condition of their own:
 * `a > 5 OR a IS NULL` could not use an index, but two limited reads can.
 *
 * @param backwards The rows before the position, in reverse order.
 */
export function keysetBranches(terms: readonly OrderTerm[], cursor: Cursor, backwards: boolean): SQL[] {
  const [first] = terms
  if (!first) return [sql`true`]
  const positions = terms.map((term, index): Position => ({
    term,
    value: cursor[index] ?? null,
    ascending: term.descending === backwards,
  }))
  const [position] = positions
  if (!position) return [sql`true`]
  const nullsFollow = first.nullable && position.ascending && position.value !== null
  const near = sameDirection(positions) ? rowComparison(positions) : stepwise(positions)
  return nullsFollow ? [near, sql`${first.expression} is null`] : [near]
}

interface Position {
  term: OrderTerm
  value: string | null
  /** Traverses this term in ascending order: NULLs come last. */
  ascending: boolean
}

/** A row comparison is one range of an index. It requires a single direction and no NULLs. */
function sameDirection(positions: readonly Position[]): boolean {
  return positions.every(
    ({ term, value, ascending }) =>
      !(term.nullable && term !== positions[0]?.term) && value !== null && ascending === positions[0]?.ascending,
  )
}

function rowComparison(positions: readonly Position[]): SQL {
  const left = positions.map(({ term }) => term.expression)
  const right = positions.map(parameter)
  const sign = positions[0]?.ascending ? sql`>` : sql`<`
  return sql`(${sql.join(left, sql`, `)}) ${sign} (${sql.join(right, sql`, `)})`
}

/** a after x, or a = x and b after y, or …; preceded by a bound on a that lets an index scan start there. */
function stepwise(positions: readonly Position[]): SQL {
  const alternatives = positions.map(
    (position, index) =>
      sql`(${sql.join([...positions.slice(0, index).map(equal), after(position, index === 0)], sql` and `)})`,
  )
  const [first] = positions
  const bound =
    first && first.value !== null
      ? first.ascending
        ? sql`${first.term.expression} >= ${parameter(first)} and `
        : first.term.nullable
          ? sql``
          : sql`${first.term.expression} <= ${parameter(first)} and `
      : sql``
  return sql`${bound}(${sql.join(alternatives, sql` or `)})`
}

function parameter({ term, value }: Position): SQL {
  const cast = sql`${value}::text::${sql.raw(term.castType)}`
  return term.secret ? asSecret(cast) : cast
}

function equal(position: Position): SQL {
  return position.value === null
    ? sql`${position.term.expression} is null`
    : sql`${position.term.expression} = ${parameter(position)}`
}

/** Strictly after the value in this term alone. NULLs that follow in the first term are a separate branch. */
function after(position: Position, first: boolean): SQL {
  const { term, value, ascending } = position
  if (ascending) {
    if (value === null) return sql`false`
    const further = sql`${term.expression} > ${parameter(position)}`
    return term.nullable && !first ? sql`(${further} or ${term.expression} is null)` : further
  }
  if (value === null) return sql`${term.expression} is not null`
  return sql`${term.expression} < ${parameter(position)}`
}
