import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { FieldInputName } from '../fields/field-meta'
import type { FieldType } from '../fields/field-type'
import type { Choice, ChoiceColour, ColumnModel, Source, TextFormat } from '../schema/model'
import { labelOf } from '../schema/names'
import type { AdminOptions, ColumnKey, FieldName, OptionRequest } from './admin'
import type { Actor } from './context'
import type { ReferredTable } from './referred-table'

/** What the options of a relation may depend on. */
export interface ChoiceRequest<T> extends OptionRequest {
  /** The values that are in the form now, by column property, as text; null for an empty one. */
  values: Readonly<Record<ColumnKey<T>, string | null>>
}

/** Which rows a relation offers. `Given` is the type of `of`. */
export interface RelationOptions<T, Field, Given> {
  /**
   * The table that the relation refers to. It gives `where` the type of its table. Only needed if the registered schema
   * has no `relations()` for it.
   */
  of?: Given
  /**
   * The rows that can be chosen: all, none, or those that meet a condition on the table passed in. A stored choice that
   * no longer meets it can stay.
   */
  where?: (request: ChoiceRequest<T>, table: Source extends Given ? ReferredTable<T, Field> : Given) => boolean | SQL
}

/**
 * When something holds: for certain values of other fields, which the browser checks itself, or as a function decides, which runs on
 * the server. `when` names columns with the values that each may have, as a form shows them; null is an empty field.
 */
export type FieldCondition<T> =
  | { when: { readonly [K in ColumnKey<T>]?: ConditionValue | readonly ConditionValue[] } }
  | ((request: ChoiceRequest<T>) => boolean)

export type ConditionValue = string | number | boolean | null

/** Options for one field of a form. */
export interface FieldOptions<T, Field, Given> extends RelationOptions<T, Field, Given> {
  /**
   * When the field is part of the form: `{ when: { status: ['shipped', 'delivered'] } }`. Otherwise it keeps its value, whatever
   * is posted. Default: always.
   */
  visible?: FieldCondition<T>
  /** When the field cannot be changed. Default: never. */
  readOnly?: FieldCondition<T>
  /**
   * What a text holds, or a type of your own, made by `defineFieldType`. Default: judged by the column's name, such as `email`,
   * `website_url`, `phone`, `slug`.
   */
  type?: TextFormat | FieldType
  /** Replaces the label derived from the name, wherever it is shown. */
  label?: string
  /** Shown below the input. */
  help?: string
  /** Shown in the empty input. */
  placeholder?: string
  /** True if it must not be left empty, although the database would allow it. */
  required?: boolean
  /**
   * The values that can be chosen, in this order, with their labels: `['draft', { value: 'paid', label: 'Paid', colour: 'green' }]`.
   * `{ group: 'Closed', choices: [...] }` puts several under a heading.
   * Lists, filters, history and exports show the labels. A stored value that is none of them is shown as it is, and can stay.
   */
  choices?: readonly (string | number | GivenChoice | ChoiceGroup)[]
  /**
   * The input of a form: `select`, `radio` or `segments` for choices, and for booleans also `switch` or `checkbox`. In cells of lists and
   * changes of many rows, choices are selects. Default: segments for up to four short values of which one must be chosen.
   * `markdown` or `code` for texts, `text` for lists and JSON.
   */
  input?: FieldInputName
  /**
   * Checks a value that a form changes, after the rules of its type: a function that returns what is wrong with it as a message,
   * or null; or a zod schema, whose first message is shown. NULL is not checked.
   */
  validate?: FieldCheck
  /** Short fields are laid out in two columns. */
  width?: 'short' | 'long'
  /** A number above 1 makes a textarea. */
  rows?: number
}

/** What is wrong with a value, in the column's text as PostgreSQL takes it; null or undefined if nothing is. */
export type FieldCheck = z.ZodType | ((value: string, actor: Actor) => string | null | undefined)

export interface GivenChoice {
  value: string | number
  /** Default: derived from the value. */
  label?: string
  /** The colour of the dot before it. Default: a different one for each value. */
  colour?: ChoiceColour
}

/** Choices under a heading. */
export interface ChoiceGroup {
  group: string
  choices: readonly (string | number | GivenChoice)[]
}

/** The options of a field, in code that does not know its table's type. */
export type AnyField = FieldOptions<PgTable, string, PgTable>

export type AnyCondition = NonNullable<AnyField['visible']>

/** Declared choices in their order, each with its heading. */
export const choicesOf = (given: readonly (string | number | GivenChoice | ChoiceGroup)[]): Choice[] =>
  given.flatMap((entry) =>
    typeof entry === 'object' && 'group' in entry
      ? entry.choices.map((choice) => ({ ...choiceOf(choice), group: entry.group }))
      : [choiceOf(entry)],
  )

function choiceOf(given: string | number | GivenChoice): Choice {
  const { value, label, colour } = typeof given === 'object' ? given : { value: given }
  return { value: String(value), label: label ?? labelOf(String(value)), ...(colour === undefined ? {} : { colour }) }
}

const none: AnyField = {}

/** The declared options of a column's field, under its own name or that of the relation it holds. */
export function fieldOptions(
  { options }: { options: AdminOptions<PgTable> },
  { key, link }: Pick<ColumnModel, 'key' | 'link'>,
): AnyField {
  const fields = options.form?.fields as Readonly<Record<string, AnyField | undefined>> | undefined
  const named = (name: string | undefined) =>
    fields && name !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined
  return named(key) ?? named(link?.name) ?? none
}

/** The table that each relation refers to, by the name of its field. */
export type Targets<T> = { readonly [K in FieldName<T>]?: unknown }

export type Fields<T, Referred> = {
  [K in keyof Referred]: K extends FieldName<T> ? FieldOptions<T, K, Referred[K]> : never
}

export type Limits<T, Referred> = {
  [K in keyof Referred]: K extends FieldName<T> ? RelationOptions<T, K, Referred[K]> : never
}
