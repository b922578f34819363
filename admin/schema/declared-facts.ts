import type { FieldType } from '../fields/field-type'
import type { Choice, ColumnFacts, MaskKind, TextFormat } from './model'

/** What a table declares about its columns, by property. */
export interface DeclaredFacts {
  readonly secrets?: Readonly<Record<string, boolean | undefined>> | undefined
  readonly personal?: Readonly<Record<string, MaskKind | undefined>> | undefined
  readonly fields?: Readonly<Record<string, DeclaredField | undefined>> | undefined
  /** The types that columns have without being declared so, the first that matches. */
  readonly ownTypes?: readonly FieldType[] | undefined
}

export interface DeclaredField {
  readonly type?: TextFormat | FieldType | undefined
  readonly choices?: readonly Choice[] | undefined
}

/** The facts, with what the table declares about them. */
export function withDeclared(facts: readonly ColumnFacts[], declared: DeclaredFacts = {}): ColumnFacts[] {
  return facts.map((fact) => {
    const mask = ownValue(declared.personal, fact.key) ?? null
    const secret = mask !== null || (ownValue(declared.secrets, fact.key) ?? fact.secret)
    const { type, choices = null } = ownValue(declared.fields, fact.key) ?? {}
    const format = typeof type === 'string' ? type : null
    const ownType = typeof type === 'object' ? type : undefined
    const given = { ...fact, mask, secret, format, choices }
    const matched = type === undefined ? declared.ownTypes?.find((own) => own.matches(given)) : ownType
    return matched ? { ...given, ownType: matched } : given
  })
}

/** The names come from the schema, so they may be those of any object's properties. */
export const ownValue = <V>(declared: Readonly<Record<string, V>> | undefined, name: string): V | undefined =>
  declared && Object.hasOwn(declared, name) ? declared[name] : undefined

/** The facts for the type that a project's own type refines, and for that of an array's elements. */
export function withoutOwnType(facts: ColumnFacts): ColumnFacts {
  const { ownType: _, ...rest } = facts
  return rest
}
