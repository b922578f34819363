import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import type { CellValue } from './field-meta'
import type { FieldKind, FieldMeta } from './field-meta'
import type { OperatorId } from './filter-meta'

/** What formatting a value depends on besides the value. */
export interface FormatContext {
  /** IANA name, `UTC` until the browser has told. */
  readonly timeZone: string
  /** BCP 47, for digit grouping and month names. */
  readonly locale: string
  /** The moment the request came in, for "today". */
  readonly now: Date
}

/** One way to narrow a list by a column. `values` have been parsed by the field type: PostgreSQL input text. */
export interface Operator {
  readonly id: OperatorId
  /** Builds the condition. `expression` reads the column; the operator casts its parameters with `column.castType`. */
  where(expression: SQL, values: readonly string[], column: ColumnFacts): SQL
  /** How many values the URL must hold: none of its own (`null=true`), one, or a list. */
  readonly takes: 'boolean' | 'one' | 'many'
  /** Search texts are taken as typed; otherwise each value is parsed by the type's schema first. */
  readonly raw?: boolean
}

/** What statistics and constraints say of a column's values. */
export interface DatabaseHints {
  /** The values that a CHECK allows; null where none lists them. */
  readonly choices: readonly string[] | null
  /** Bytes of a value on the average. */
  readonly width: number | null
}

/**
 * Everything about a kind of column. Values are PostgreSQL's own text (`value::text`) from end to end, never a JavaScript
 * number or Date, so that nothing is lost: digits, microseconds, infinity, trailing zeros.
 */
export interface FieldType {
  readonly kind: FieldKind
  /** Tried in the registry's order, the most specific first; the last matches everything. */
  matches(column: ColumnFacts): boolean
  /** The form's part: rules, options, hints for the input. What is common to all types is added by `fieldMeta`. */
  meta(column: ColumnModel): Partial<FieldMeta>
  /** What the input becomes by what the database says besides the schema; nothing without it. */
  informed?(column: ColumnModel, known: DatabaseHints): Partial<FieldMeta>
  /**
   * From a form's text (never empty where the type reads empty as NULL) to PostgreSQL input text.
   * Rejects what the column would reject, in words for a person.
   */
  schema(column: ColumnFacts, context: FormatContext): z.ZodType<string, string>
  /** From PostgreSQL's text to the text in the form; `schema` turns it back into an equal value. */
  toForm(value: string, column: ColumnFacts, context: FormatContext): string
  /** From PostgreSQL's text (cut to `cellLength` characters) to what a list shows. */
  toCell(value: string, column: ColumnFacts, context: FormatContext): CellValue
  /** From PostgreSQL's text to a plain sentence part for history, conflict, view-only and CSV screens. */
  toText(value: string, column: ColumnFacts, context: FormatContext): string
  /** From the form's text to a sentence part, where the form's text is none, for a conflict page. Default the text itself. */
  formToText?(text: string): string
  /** Filter operators, the first is the one offered first. Empty: cannot be filtered. */
  readonly operators: readonly Operator[]
  readonly sortable: boolean
  /** `text`: words are looked for inside it; `exact`: only a whole value that parses; false: never searched. */
  readonly search: 'text' | 'exact' | false
  /** Never selected for a list unless its column was asked for by name. */
  readonly heavy: boolean
  /** Numbers stand right. */
  readonly align: 'left' | 'right'
  /** Where a column of this type comes among those that a list chooses by itself: low ones first. */
  readonly listRank: number
  /** What a filter's value is typed into. */
  readonly filterInput: 'text' | 'number' | 'date'
  /** What an input says that is absent from a posted form, as an unticked box is; null where absence says nothing. */
  readonly unchecked: string | null
  /** False: only the database makes such values, and no form takes one. */
  readonly writable: boolean
  /** Values have a writing of their own in which no spreadsheet can find a formula. */
  readonly formulaFree: boolean
  /** A moment, as of a row's creation or last change. */
  readonly moment: boolean
  /** Set and never shown: an empty input leaves the value as it is. */
  readonly writeOnly: boolean
  /** Drawn as several inputs, one for each attribute. */
  readonly composed: boolean
  /** False: nothing is known of such values but their text. */
  readonly known: boolean
  /** Some valid text, for the planner to plan with; undefined where none will do. */
  readonly example: string | undefined
  /** An empty box means the empty string (NULL has a control of its own); otherwise an empty box means NULL. */
  readonly emptyIsValue: boolean
  /**
   * False: this one value cannot pass through a form unharmed (a large file, a text that its custom type cannot read), so
   * its field is read-only. Default true.
   */
  editable?(value: string, column: ColumnFacts): boolean
  /** Reads the exact value as text; default `expression::text`. */
  read?(expression: SQL, column: ColumnFacts): SQL
  /** Reads what a list needs, where that is less than the whole; default the first `cellLength` characters of `read`. */
  readCell?(expression: SQL, column: ColumnFacts): SQL
  /**
   * What `toForm` makes of the exact value, as SQL over its text: an export whose columns all have it is written by PostgreSQL.
   * Absent or null: only `toForm` knows. Where `formulaFree` holds too, the text has no comma, quote or line end.
   */
  exportSql?(text: SQL, column: ColumnFacts, context: FormatContext): SQL | null
  /** Writes PostgreSQL input text; default a parameter cast to `column.castType`. */
  write?(value: string, column: ColumnFacts): SQL
}

/** How many characters of a value a list reads at the most. */
export const cellLength = 200

type Common =
  | 'operators'
  | 'sortable'
  | 'search'
  | 'heavy'
  | 'emptyIsValue'
  | 'align'
  | 'listRank'
  | 'filterInput'
  | 'unchecked'
  | 'writable'
  | 'formulaFree'
  | 'moment'
  | 'writeOnly'
  | 'composed'
  | 'known'
  | 'example'

/** What holds of a type that says nothing else. */
const common: Pick<FieldType, Common> = {
  operators: [],
  sortable: true,
  search: false,
  heavy: false,
  emptyIsValue: false,
  align: 'left',
  listRank: 85,
  filterInput: 'text',
  unchecked: null,
  writable: true,
  formulaFree: false,
  moment: false,
  writeOnly: false,
  composed: false,
  known: true,
  example: undefined,
}

/**
 * Makes a field type from what is special about it. Defaults: sorted, not searched, not filtered, selected for lists, an empty
 * input means NULL, aligned left, an ordinary place in lists.
 */
export function fieldType(own: Omit<FieldType, Common> & Partial<Pick<FieldType, Common>>): FieldType {
  return { ...common, ...own }
}

/** For `exportSql`, of types whose form has PostgreSQL's own text. */
export const asText = (text: SQL): SQL => text
