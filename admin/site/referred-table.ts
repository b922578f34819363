import type { One, Relations } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Register } from '../index'

type NameOf<T> = T extends { _: { name: infer Name extends string } } ? Name : never

type TableNamed<Schema, Name> = {
  [P in keyof Schema]: Schema[P] extends PgTable ? (NameOf<Schema[P]> extends Name ? Schema[P] : never) : never
}[keyof Schema]

/** A relation by its own name, or by its column: `category` for `categoryId`. */
type RelationNamed<Declared, Name> = Name extends keyof Declared
  ? Declared[Name]
  : Name extends `${infer Short}Id`
    ? Short extends keyof Declared
      ? Declared[Short]
      : never
    : never

type TargetOf<Relation> = Relation extends One<infer To, boolean> ? To : never

type ReferredName<Schema, Table, Field> = {
  [P in keyof Schema]: Schema[P] extends Relations<infer From, infer Declared>
    ? From extends Table
      ? TargetOf<RelationNamed<Declared, Field>>
      : never
    : never
}[keyof Schema]

/**
 * The table that a field refers to, as `relations()` in the schema says; never if they do not say it. The types of
 * Drizzle's tables do not contain foreign keys. Inside the engine, where the types of tables are erased, it is any table.
 */
export type ReferredIn<Schema, T, Field> =
  string extends NameOf<T>
    ? PgTable
    : [ReferredName<Schema, NameOf<T>, Field>] extends [never]
      ? never
      : TableNamed<Schema, ReferredName<Schema, NameOf<T>, Field>>

/** The same in the registered schema. */
export type ReferredTable<T, Field> = ReferredIn<Register extends { schema: infer S } ? S : object, T, Field>
