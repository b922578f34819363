import { withoutOwnType } from '../schema/declared-facts'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import type { FieldKind, FieldMeta } from './field-meta'
import { fieldType, type FieldType } from './field-type'
import { fieldTypes } from './registry'

/** The built-in types that another type can refine. The others follow from permissions, keys or the catalogue. */
export type RefinedKind = Exclude<FieldKind, 'secret' | 'relation' | 'composite' | 'custom' | 'fallback'>

/** What a field type of your own can say. Everything that it leaves out is as in the type that it refines. */
export interface FieldTypeOptions extends Partial<Omit<FieldType, 'kind' | 'name' | 'view' | 'matches' | 'meta'>> {
  /** Shown by `brolly check`: `rating`. */
  name: string
  /** The built-in type that it refines, and whose columns it is for: `integer`, `text`, `json`. */
  over: RefinedKind
  /**
   * The file with its input and its cell, below `db/` and without `.view.tsx`: `shop/fields/rating` for
   * `db/shop/fields/rating.view.tsx`. Default: drawn as the type that it refines.
   */
  view?: string
  /** The columns that have this type without being declared so, where `defineSite` lists it. Default: none. */
  matches?: (column: ColumnFacts) => boolean
  /** Differences to the metadata of the type that it refines. */
  meta?: (column: ColumnModel) => Partial<FieldMeta>
}

/**
 * Defines a field type of your own. Columns have it by declaration (`form.fields: { score: { type: rating } }`), or by `matches`
 * for a type that is listed in `defineSite({ fieldTypes })`.
 *
 * What would contradict something that is given is not taken over from the type that it refines: with a `schema`, the checks of the
 * browser and sums in changes of many rows; with a `toForm` or `schema`, the text of exports, which is that of the form then, and
 * separate inputs for the ends of a range; with a `toText`, the text of a record that is only read.
 * @throws {Error} if `name` or `view` cannot be used.
 */
export function defineFieldType({ over, name, view, matches, meta, ...own }: FieldTypeOptions): FieldType {
  if (!/^[\w-]+$/u.test(name)) throw new Error(`'${name}' cannot be the name of a field type: use letters and digits.`)
  if (view !== undefined && !/^[\w-]+(?:\/[\w-]+)*$/u.test(view))
    throw new Error(`'${view}' cannot be the view of a field type: give a path below db/, without '.view.tsx'.`)
  const base = fieldTypes[over]
  const { formSchema, plus, elements, toExport, toReading, exportSql, inputs, ...refined } = base
  const isChecked = own.schema !== undefined || own.formSchema !== undefined
  const hasOwnText = isChecked || own.toForm !== undefined
  const inherited = {
    ...(own.schema || !formSchema ? {} : { formSchema }),
    ...(view !== undefined || !inputs ? {} : { inputs }),
    ...(isChecked ? {} : { plus, elements }),
    ...(own.toText ? {} : { toReading }),
    ...(own.toForm || own.schema ? { formulaFree: false } : { toExport, exportSql }),
    // A text of its own has one input, and not one for each part.
    ...(hasOwnText && base.composed ? { composed: false, contextMeta: undefined } : {}),
  }
  return fieldType({
    ...refined,
    ...inherited,
    ...own,
    kind: over,
    name,
    ...(view === undefined ? {} : { view }),
    matches: matches ?? (() => false),
    meta: (column) => ({
      ...withoutParts(base.meta(column), hasOwnText),
      ...(view === undefined ? {} : { input: undefined }),
      ...(isChecked ? { rules: {} } : {}),
      ...meta?.(column),
    }),
  })
}

function withoutParts({ parts, ...meta }: Partial<FieldMeta>, isSingle: boolean): Partial<FieldMeta> {
  return isSingle || parts === undefined ? meta : { ...meta, parts }
}

/** Whether a type of your own can be that of a column: whether the type that it refines can. */
export const suits = (type: FieldType, column: ColumnFacts): boolean =>
  (type.suits ?? fieldTypes[type.kind].matches)(withoutOwnType(column))
