import { quoteName } from '../files/names'
import type { Snapshot } from '../files/snapshot'

/** Doubles the quotes in names, which drizzle-kit does not do. */
export function withQuotedNames(statements: readonly string[], snapshots: readonly Snapshot[]): string[] {
  const odd = [...new Set(snapshots.flatMap(namesIn))].filter((name) => name.includes('"'))
  // The longest first: one name may contain another.
  const replacements = odd
    .toSorted((a, b) => b.length - a.length)
    .map((name) => [`"${name}"`, quoteName(name)] as const)
  return statements.map((statement) =>
    replacements.reduce((text, [wrong, right]) => text.replaceAll(wrong, () => right), statement),
  )
}

function namesIn({ tables, enums, schemas, sequences, views, roles, policies }: Snapshot): string[] {
  return [
    ...Object.values(schemas),
    ...[enums, sequences, views, roles, policies].flatMap((kind) => Object.values(kind).map(({ name }) => name)),
    ...Object.values(tables).flatMap((table) => [
      table.name,
      ...[
        table.columns,
        table.indexes,
        table.foreignKeys,
        table.compositePrimaryKeys,
        table.uniqueConstraints,
        table.checkConstraints,
        table.policies,
      ].flatMap((kind) => Object.values(kind).map(({ name }) => name)),
    ]),
  ]
}
