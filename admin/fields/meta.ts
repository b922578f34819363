import { inputName } from '../schema/input-name'
import type { ColumnModel } from '../schema/model'
import type { FieldMeta } from './field-meta'
import * as words from '../words/values'

export interface FieldMetaOptions {
  readonly mode: 'add' | 'change' | 'view'
  /** Set by declaration or permission. Columns that cannot be written are read-only in any case. */
  readonly readOnly?: boolean
  /** Replaces the model's label. */
  readonly label?: string
  readonly help?: string
  /** Properties of NOT NULL texts that may be left empty. */
  readonly optional?: readonly string[]
}

/**
 * Whether the empty text is a valid answer: if NULL is a different one, in long texts, and if declared so. A short NOT
 * NULL text must be filled in, because an empty one would name no row.
 */
export function isOptionalEmpty(column: ColumnModel, optional: readonly string[]): boolean {
  if (column.primaryKey) return false
  return (
    !column.notNull ||
    column.valueType.kind === 'longtext' ||
    column.defaultText === '' ||
    optional.includes(column.key)
  )
}

/** Values that the database or a function produces, whatever a form contains. */
export function isMadeElsewhere(column: ColumnModel): boolean {
  return column.generated || column.sequence === 'identity always' || column.onUpdate
}

/** Everything that the input of a column needs to know: from its type, and what all types have in common. */
export function fieldMeta(column: ColumnModel, options: FieldMetaOptions): FieldMeta {
  const { type, valueType } = column
  const own = type.meta(column)
  const emptyIsValue = type.emptyIsValue
  const isFilled = column.defaultKind !== 'none' || column.sequence !== null
  const readOnly = options.readOnly === true || own.readOnly === true || isMadeElsewhere(column)
  const mayBeEmpty = emptyIsValue && isOptionalEmpty(column, options.optional ?? [])
  const isKept = type.writeOnly && options.mode !== 'add'
  const required = column.notNull && !isFilled && !readOnly && !mayBeEmpty && !isKept
  const help = options.help ?? column.help
  const kept = isKept && options.mode === 'change' && !readOnly ? words.emptyKeeps : null
  const placeholder = options.mode === 'add' && !readOnly ? placeholderOf(column) : kept
  return {
    name: inputName(column.name),
    label: options.label ?? column.label,
    kind: type.kind,
    ...(type.writeOnly ? { writeOnly: true } : {}),
    ...(type.view === undefined ? {} : { view: type.view }),
    ...(type.unchecked === null ? {} : { unchecked: type.unchecked }),
    width: 'long',
    ...own,
    rules: { ...(own.rules ?? valueType.meta(column).rules), ...(required ? { required } : {}) },
    nullable: !column.notNull,
    emptyIsValue,
    readOnly,
    ...(help === null ? {} : { help }),
    ...(placeholder === null ? {} : { placeholder }),
  }
}

function placeholderOf(column: ColumnModel): string | null {
  if (column.sequence !== null) return words.defaultNextNumber
  if (column.defaultKind === 'none') return null
  if (column.type.writeOnly) return words.defaultByDatabase
  if (column.defaultText === null) return words.defaultWhenSaved
  return words.defaultText(column.defaultText === '' ? words.empty : column.defaultText)
}
