import { isDeepStrictEqual } from 'node:util'
import { derivedName } from '../files/names'
import type { Thing } from './read-things'

/** One difference between a database and the schema. */
export interface Difference {
  readonly what: 'missing' | 'extra' | 'renamed' | 'differs'
  readonly kind: Thing['kind']
  /** As shown to users: `books.title`, `shop.orders`. */
  readonly name: string
  /** For `renamed`: its name in the database. */
  readonly present?: string
  /** For `differs`: `type`, `nullable`, `definition`, … */
  readonly fact?: string
  /** The definitions in the schema and in the database; null if there is none. */
  readonly expected?: string | null
  readonly found?: string | null
  /** The statement that makes the database match the schema. */
  readonly mend: string
}

/** An object that exists only in the database and does no harm. */
export interface Undescribed {
  readonly kind: Thing['kind']
  readonly name: string
}

/** A difference together with the objects concerned, before its fix is known. */
export interface Found extends Omit<Difference, 'mend'> {
  readonly described?: Thing
  readonly there?: Thing
}

/** Objects that may exist in addition to the schema because they do not affect what it describes. */
const harmless: ReadonlySet<Thing['kind']> = new Set([
  'schema',
  'enum',
  'sequence',
  'table',
  'index',
  'view',
  'materialized view',
])

/**
 * Drizzle cannot express these, so their absence from the code means nothing. `inspectdb` writes them to the baseline.
 */
function isBeyondDrizzle({ kind, facts }: Thing): boolean {
  return kind === 'constraint' && facts.definition?.startsWith('EXCLUDE ') === true
}

const isHarmless = (thing: Thing) => harmless.has(thing.kind) || isBeyondDrizzle(thing)

/** Compares both sides, object by object and fact by fact. */
export function compareThings(
  described: readonly Thing[],
  present: readonly Thing[],
): { found: Found[]; undescribed: Undescribed[] } {
  const columns = (things: readonly Thing[]) => things.filter((thing) => thing.kind === 'column')
  const renamed = matchThings(columns(described), columns(present)).filter(
    (difference) => difference.what === 'renamed',
  )
  const reworded = present.map((thing) => underOldNames(thing, renamed))
  const left: Thing[] = []
  const found = matchThings(described, reworded, left)
  const known = new Set(described.filter((thing) => thing.kind === 'table').map(tableKey))
  return {
    found: [
      // A statement that fixes another difference may name the right object.
      ...found.filter((difference) => difference.what === 'renamed'),
      ...found.filter((difference) => difference.what !== 'renamed'),
      ...left
        .filter((thing) => !isHarmless(thing) && known.has(tableKey(thing)))
        .map((thing): Found => ({ what: 'extra', kind: thing.kind, name: nameOf(thing), there: thing })),
    ],
    undescribed: left
      .filter((thing) => isHarmless(thing) && (!isInside(thing) || known.has(tableKey(thing))))
      .map((thing) => ({ kind: thing.kind, name: nameOf(thing) })),
  }
}

/** @param over Receives the objects that exist but are not in the schema. */
function matchThings(described: readonly Thing[], present: readonly Thing[], over: Thing[] = []): Found[] {
  const left = new Map(present.map((thing) => [keyOf(thing), thing]))
  const found: Found[] = []
  const missing: Thing[] = []
  for (const thing of described) {
    const there = left.get(keyOf(thing))
    left.delete(keyOf(thing))
    if (there) found.push(...differingFacts(thing, there))
    else missing.push(thing)
  }
  for (const thing of missing) {
    const other = renamedFrom(thing, [...left.values()])
    if (other) left.delete(keyOf(other))
    if (other && isUnnamedKey(thing)) continue
    const base = { kind: thing.kind, name: nameOf(thing), described: thing }
    if (other) found.push({ what: 'renamed', ...base, present: other.name, there: other })
    // The objects of a missing table are missing with it.
    else if (!isInside(thing) || present.some((other) => other.kind === 'table' && tableKey(other) === tableKey(thing)))
      found.push({ what: 'missing', ...base })
  }
  over.push(...left.values())
  return found
}

/** The definitions of objects on a renamed column contain its new name, which is not a difference of their own. */
function underOldNames(thing: Thing, renamed: readonly Found[]): Thing {
  const names = renamed.filter(({ there }) => there !== undefined && tableKey(there) === tableKey(thing))
  if (names.length === 0) return thing
  const reword = (words: string) =>
    names.reduce((text, { there, described }) => replaceName(text, there?.name ?? '', described?.name ?? ''), words)
  const facts = Object.entries(thing.facts).map(([fact, words]): [string, string | null] => [
    fact,
    words === null ? null : reword(words),
  ])
  return { ...thing, facts: Object.fromEntries(facts) }
}

function replaceName(text: string, from: string, to: string): string {
  const name = from.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_$])${name}(?![\\p{L}\\p{N}_$])`, 'gu'), () => to)
}

function differingFacts(described: Thing, there: Thing): Found[] {
  const facts = new Set([...Object.keys(described.facts), ...Object.keys(there.facts)])
  return [...facts].flatMap((fact) => {
    const [expected, found] = [described.facts[fact] ?? null, there.facts[fact] ?? null]
    if (sayable(expected) === sayable(found)) return []
    const { kind } = described
    return [{ what: 'differs', kind, name: nameOf(described), fact, expected, found, described, there } as const]
  })
}

/** Without what Drizzle cannot express: when a foreign key is checked within its transaction. */
function sayable(words: string | null): string | null {
  return words?.replace(/ DEFERRABLE(?: INITIALLY DEFERRED)?$/u, '') ?? null
}

/** The only object of the same table that is equal except for its name. */
function renamedFrom(thing: Thing, among: readonly Thing[]): Thing | undefined {
  if (!isInside(thing)) return undefined
  const alike = among.filter(
    (other) =>
      other.kind === thing.kind && tableKey(other) === tableKey(thing) && isDeepStrictEqual(other.facts, thing.facts),
  )
  return alike.length === 1 ? alike[0] : undefined
}

/** Drizzle does not name a primary key of one column, so its name means nothing. */
function isUnnamedKey({ kind, name, table, facts }: Thing): boolean {
  const isKey = kind === 'constraint' && facts.definition?.startsWith('PRIMARY KEY') === true
  return isKey && name === derivedName(table, undefined, 'pkey')
}

function isInside({ kind }: Thing): boolean {
  return kind === 'column' || kind === 'constraint' || kind === 'index' || kind === 'policy'
}

function tableKey({ schema, table }: Thing): string {
  return JSON.stringify([schema, table])
}

function keyOf({ kind, schema, table, name }: Thing): string {
  return JSON.stringify([kind, schema, table, name])
}

/** As shown to users, without `public`. */
export function nameOf({ kind, schema, table, name }: Thing): string {
  if (kind === 'schema') return name
  const parts = [
    schema === 'public' ? '' : schema,
    isInside({ kind, schema, table, name, facts: {} }) ? table : '',
    name,
  ]
  return parts.filter((part) => part !== '').join('.')
}
