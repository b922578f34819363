import { inputName } from '../schema/input-name'
import type { ColumnModel } from '../schema/model'
import type { FieldMeta } from './field-meta'
import * as words from '../words/values'

export interface FieldMetaOptions {
  readonly mode: 'add' | 'change' | 'view'
  /** By declaration or by permission; what the column itself forbids is added. */
  readonly readOnly?: boolean
  /** In place of the model's own. */
  readonly label?: string
  readonly help?: string
  /** Properties of texts that may be left empty though they are NOT NULL. */
  readonly optional?: readonly string[]
}

/**
 * Whether the empty text is an answer: where NULL is another one, in long texts, and where it was declared so. A short text
 * that is NOT NULL is there to be filled in, and an empty one would name no row.
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

/** Values that the database or a function makes, whatever a form says. */
export function isMadeElsewhere(column: ColumnModel): boolean {
  return column.generated || column.sequence === 'identity always' || column.onUpdate
}

/** Everything the input of a column needs to know: what its type says, and what all types have in common. */
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
