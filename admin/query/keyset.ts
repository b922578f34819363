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
  const places = terms.map((term, index): Place => ({
    term,
    value: cursor[index] ?? null,
    ascending: term.descending === backwards,
  }))
  const [place] = places
  if (!place) return [sql`true`]
  const nullsFollow = first.nullable && place.ascending && place.value !== null
  const near = sameDirection(places) ? rowComparison(places) : stepwise(places)
  return nullsFollow ? [near, sql`${first.expression} is null`] : [near]
}

interface Place {
  term: OrderTerm
  value: string | null
  /** Traverses this term in ascending order: NULLs come last. */
  ascending: boolean
}

/** A row comparison is one range of an index. It requires a single direction and no NULLs. */
function sameDirection(places: readonly Place[]): boolean {
  return places.every(
    ({ term, value, ascending }) =>
      !(term.nullable && term !== places[0]?.term) && value !== null && ascending === places[0]?.ascending,
  )
}

function rowComparison(places: readonly Place[]): SQL {
  const left = places.map(({ term }) => term.expression)
  const right = places.map(parameter)
  const sign = places[0]?.ascending ? sql`>` : sql`<`
  return sql`(${sql.join(left, sql`, `)}) ${sign} (${sql.join(right, sql`, `)})`
}

/** a after x, or a = x and b after y, or …; preceded by a bound on a that lets an index scan start there. */
function stepwise(places: readonly Place[]): SQL {
  const alternatives = places.map(
    (place, index) => sql`(${sql.join([...places.slice(0, index).map(equal), after(place, index === 0)], sql` and `)})`,
  )
  const [first] = places
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

function parameter({ term, value }: Place): SQL {
  const cast = sql`${value}::text::${sql.raw(term.castType)}`
  return term.secret ? asSecret(cast) : cast
}

function equal(place: Place): SQL {
  return place.value === null
    ? sql`${place.term.expression} is null`
    : sql`${place.term.expression} = ${parameter(place)}`
}

/** Strictly after the value in this term alone. NULLs that follow in the first term are a separate branch. */
function after(place: Place, first: boolean): SQL {
  const { term, value, ascending } = place
  if (ascending) {
    if (value === null) return sql`false`
    const further = sql`${term.expression} > ${parameter(place)}`
    return term.nullable && !first ? sql`(${further} or ${term.expression} is null)` : further
  }
  if (value === null) return sql`${term.expression} is not null`
  return sql`${term.expression} < ${parameter(place)}`
}
