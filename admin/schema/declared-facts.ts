import type { Choice, ColumnFacts, MaskKind, TextFormat } from './model'

/** What a table declares about its columns, by property. */
export interface DeclaredFacts {
  readonly secrets?: Readonly<Record<string, boolean | undefined>> | undefined
  readonly personal?: Readonly<Record<string, MaskKind | undefined>> | undefined
  readonly fields?: Readonly<Record<string, DeclaredField | undefined>> | undefined
}

export interface DeclaredField {
  readonly type?: TextFormat | undefined
  readonly choices?: readonly Choice[] | undefined
}

/** The facts, with what the table declares about them. */
export function withDeclared(facts: readonly ColumnFacts[], declared: DeclaredFacts = {}): ColumnFacts[] {
  return facts.map((fact) => {
    const mask = ownValue(declared.personal, fact.key) ?? null
    const secret = mask !== null || (ownValue(declared.secrets, fact.key) ?? fact.secret)
    const { type: format = null, choices = null } = ownValue(declared.fields, fact.key) ?? {}
    return { ...fact, mask, secret, format, choices }
  })
}

/** The names come from the schema, so they may be those of any object's properties. */
export const ownValue = <V>(declared: Readonly<Record<string, V>> | undefined, name: string): V | undefined =>
  declared && Object.hasOwn(declared, name) ? declared[name] : undefined
