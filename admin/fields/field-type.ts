import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import type { CellValue } from './field-meta'
import type { FieldInputName, FieldKind, FieldMeta } from './field-meta'
import type { FileRules } from './file'
import type { OperatorId } from './filter-meta'
import type { PeriodUnit } from './group-period'
import type { TotalId } from './totals'

/** What formatting a value depends on besides the value. */
export interface FormatContext {
  /** An IANA name; `UTC` until the browser has sent its own. */
  readonly timeZone: string
  /** BCP 47, for digit grouping and month names. */
  readonly locale: string
  /** The time of the request, for "today". */
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

/** The change of a number by an amount. */
export interface Plus {
  /** From a form's text to PostgreSQL input text for the amount, which may be negative. */
  amount: z.ZodType<string, string>
  /** The sum as SQL, of the type of the stored value. `amount` is input text. */
  sum(expression: SQL, amount: string, column: ColumnFacts): SQL
}

/** The change of a list by elements, which are a list of the same type. */
export interface ElementChange {
  /** The stored list, followed by the elements that it lacks. NULL counts as an empty list. */
  with(expression: SQL, elements: SQL): SQL
  /** The stored list without these elements, in the same order; NULL stays NULL. */
  without(expression: SQL, elements: SQL): SQL
  /** Whether elements of this column can be compared. */
  possible(column: ColumnFacts): boolean
}

/** What statistics and constraints say about a column's values. */
export interface DatabaseHints {
  /** The values that a CHECK allows; null where none lists them. */
  readonly choices: readonly string[] | null
  /** The average size of a value in bytes. */
  readonly width: number | null
}

/**
 * Everything about a kind of column. Values are PostgreSQL's own text (`value::text`) from end to end, never a
 * JavaScript number or Date, so that nothing is lost: digits, microseconds, infinity, trailing zeros.
 */
export interface FieldType {
  readonly kind: FieldKind
  /** Of a type made by `defineFieldType`. */
  readonly name?: string
  /** The file below `db/` with its input and its cell, without `.view.tsx`. Default: drawn by its kind. */
  readonly view?: string
  /** Tried in the registry's order, the most specific first; the last matches everything. */
  matches(column: ColumnFacts): boolean
  /** The columns that the type can be declared for. Default: those that the type it refines is for. */
  suits?(column: ColumnFacts): boolean
  /**
   * The type's part of the metadata: rules, options, hints for the input. `fieldMeta` adds what all types have in
   * common.
   */
  meta(column: ColumnModel): Partial<FieldMeta>
  /** The inputs that can be declared for a column. Default: none, which leaves the only one. */
  inputs?(column: ColumnFacts): readonly FieldInputName[]
  /** Changes to the metadata based on what the database knows beyond the schema. */
  informed?(column: ColumnModel, known: DatabaseHints): Partial<FieldMeta>
  /**
   * From a form's text (never empty where the type reads empty as NULL) to PostgreSQL input text.
   * Rejects what the column would reject, with a message for the user.
   */
  schema(column: ColumnFacts, context: FormatContext): z.ZodType<string, string>
  /**
   * What a form accepts, if that differs from the column's own texts: less, such as an address or one of the declared values, or more,
   * such as dates as people write them. Keys, references and filters find every value that `schema` accepts. Default: `schema`.
   */
  formSchema?(column: ColumnFacts, context: FormatContext): z.ZodType<string, string>
  /** From PostgreSQL's text to the text in the form; `schema` turns it back into an equal value. */
  toForm(value: string, column: ColumnFacts, context: FormatContext): string
  /** From PostgreSQL's text to that in an export, if the form's is made for people. `schema` turns it back as well. Default: `toForm`. */
  toExport(value: string, column: ColumnFacts, context: FormatContext): string
  /** The part of the metadata of an input that depends on the request. */
  contextMeta?(column: ColumnModel, context: FormatContext): Partial<FieldMeta>
  /** From PostgreSQL's text (cut to `cellLength` characters) to what a list shows. */
  toCell(value: string, column: ColumnFacts, context: FormatContext): CellValue
  /** From PostgreSQL's text to a plain sentence part for history, conflict and CSV screens. */
  toText(value: string, column: ColumnFacts, context: FormatContext): string
  /** The same where a record shows a value that is only read: as people write it, with nothing of it left out. Default: `toText`. */
  toReading(value: string, column: ColumnFacts, context: FormatContext): string
  /** The URL that a value stands for, such as that of an email address; null if it is none. */
  href?(value: string): string | null
  /** From the form's text to readable text, if the two differ, for a conflict page. The default is the text itself. */
  formToText?(text: string): string
  /** Filter operators, the first is the one offered first. Empty: cannot be filtered. */
  readonly operators: readonly Operator[]
  /** Filter operators of a value inside this one, such as `attributes->colour`. Absent where values have no keys. */
  inside?(keys: readonly string[]): readonly Operator[]
  readonly sortable: boolean
  /** What a list can say about all values of a column, besides how many different ones there are. Default: nothing. */
  totals?(column: ColumnFacts): readonly TotalId[]
  /** The period of a date, as its filters take it: `2026-06`. Absent where values are no dates. */
  periodOf?(expression: SQL, unit: PeriodUnit, of: { column: ColumnFacts; context: FormatContext }): SQL
  /** The average of such values, of their type and rounded. Default: PostgreSQL's own. */
  average?(expression: SQL, column: ColumnFacts): SQL
  /**
   * `text`: searches for words inside it; `exact`: matches only a complete valid value; `vector`: PostgreSQL's text search;
   * false: not searched.
   */
  readonly search: 'text' | 'exact' | 'vector' | false
  /** Only selected for a list if its column is requested by name. */
  readonly heavy: boolean
  /** Numbers are aligned right. */
  readonly align: 'left' | 'right'
  /** The rank of such columns when a list chooses its columns: low ones first. */
  readonly listRank: number
  /** The kind of input for a filter's value. */
  readonly filterInput: 'text' | 'number' | 'date'
  /**
   * The value that an input missing from a posted form stands for, as an unticked checkbox does; null if a missing
   * input means nothing.
   */
  readonly unchecked: string | null
  /** False: only the database produces such values, and no form accepts one. */
  readonly writable: boolean
  /** Values have a fixed syntax that no spreadsheet interprets as a formula. */
  readonly formulaFree: boolean
  /** A point in time, such as a row's creation or last change. */
  readonly moment: boolean
  /** The value is set but never shown: an empty input keeps the current value. */
  readonly writeOnly: boolean
  /** While a row is added, a value is suggested from what names the row. */
  readonly suggested: boolean
  /** Drawn as several inputs, one for each attribute. */
  readonly composed: boolean
  /** False: only the text of such values is known. */
  readonly known: boolean
  /** A valid text for planning queries; undefined if there is none. */
  readonly example: string | undefined
  /** An empty input means the empty string (NULL has its own control); otherwise an empty input means NULL. */
  readonly emptyIsValue: boolean
  /**
   * False: this particular value cannot pass through a form unchanged (a large file, or a text that its custom type
   * cannot read), so its field is read-only. Default true.
   */
  editable?(value: string, column: ColumnFacts): boolean
  /** Adds an amount to the stored value, or takes it away. Absent where values are not amounts. */
  readonly plus?: Plus
  /** Adds elements to the stored list, or takes them out. Absent where values are not lists. */
  readonly elements?: ElementChange
  /** What is accepted, if values refer to uploaded files. */
  readonly file?: FileRules
  /**
   * A valid value that hardly any row holds, another one for each index: what a row gives its unique value up for while two
   * rows exchange theirs. Absent where there is none.
   */
  aside?(column: ColumnFacts, index: number): string
  /** False: `read` returned something instead of this value, such as the size of a large one. Default true. */
  whole?(value: string): boolean
  /** Reads the exact value as text; default `expression::text`. */
  read?(expression: SQL, column: ColumnFacts): SQL
  /** Reads what the audit log keeps of a value that is overwritten or deleted, where that is more than `read` has. */
  readKept?(expression: SQL, column: ColumnFacts): SQL
  /**
   * Reads what a list needs, if that is less than the whole; the default is the first `cellLength` characters of
   * `read`.
   */
  readCell?(expression: SQL, column: ColumnFacts): SQL
  /**
   * The text of an export as SQL on the value's text: if all columns of an export have it, PostgreSQL writes the
   * export. Absent or null if only `toExport` or `toForm` can do it. If `formulaFree` is also set, the text contains no comma, quote
   * or line end.
   */
  exportSql?(text: SQL, column: ColumnFacts, context: FormatContext): SQL | null
  /** Writes input text for PostgreSQL; the default is a parameter cast to `column.castType`. */
  write?(value: string, column: ColumnFacts): SQL
}

/** The maximum number of characters of a value that a list reads. */
export const cellLength = 200

type Common =
  | 'operators'
  | 'toExport'
  | 'toReading'
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
  | 'suggested'
  | 'composed'
  | 'known'
  | 'example'

/** The defaults of a field type. */
const common: Omit<Pick<FieldType, Common>, 'toExport' | 'toReading'> = {
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
  suggested: false,
  composed: false,
  known: true,
  example: undefined,
}

/**
 * Creates a field type from its differences to the defaults: sortable, not searched, not filtered, selected for lists,
 * empty input means NULL, aligned left, average rank in lists.
 */
export function fieldType(own: Omit<FieldType, Common> & Partial<Pick<FieldType, Common>>): FieldType {
  const { schema, formSchema } = own
  return {
    ...common,
    toExport: own.toForm,
    toReading: own.toText,
    ...own,
    schema: schema.length > 1 ? schema : oncePerColumn(schema),
    ...(formSchema && formSchema.length < 2 ? { formSchema: oncePerColumn(formSchema) } : {}),
  }
}

/** The schema for a value that a form changes. */
export const formSchemaOf = (type: FieldType, column: ColumnFacts, context: FormatContext): z.ZodType<string, string> =>
  (type.formSchema ?? type.schema)(column, context)

/** A schema that depends on its column alone is built once, because building one costs more than parsing a value. */
function oncePerColumn(build: FieldType['schema']): FieldType['schema'] {
  const known = new WeakMap<ColumnFacts, ReturnType<FieldType['schema']>>()
  return (column, context) => {
    const schema = known.get(column) ?? build(column, context)
    known.set(column, schema)
    return schema
  }
}

/** The `exportSql` of types whose form shows PostgreSQL's own text. */
export const asText = (text: SQL): SQL => text
