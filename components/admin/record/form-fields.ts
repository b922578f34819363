import type { RecordField, RecordFormState, RecordPage } from '@/admin/client'
import * as words from '../../words/inlines'
import { allBlocks, allLines, type Line, type LineBlock } from './inlines/inline-lines'

/** A field of the record itself, or of a row of an inline. */
export interface FormField {
  field: RecordField
  /** Whether its row is new. */
  adding: boolean
  /** Null for a field of the record itself. */
  line: Line | null
  /** The name of the field in the save bar: the inline's label for a field of a row. */
  heading: string
  /** The name of the field in the summary of errors. */
  label: string
  /** Whether the field is the position of its row, which scripts fill in. */
  numbered: boolean
}

const isPosted = (field: RecordField) => !field.meta.readOnly

/** Every field with an input, in the order of the form. */
export function fieldsOf(page: Pick<RecordPage, 'mode' | 'sections'>, blocks: readonly LineBlock[]): FormField[] {
  const adding = page.mode === 'add'
  const own = page.sections
    .flatMap((section) => section.fields)
    .filter(isPosted)
    .map((field): FormField => {
      const { label } = field.meta
      return { field, adding, line: null, heading: label, label, numbered: false }
    })
  const below = allLines(blocks).flatMap(({ line, within, number }) =>
    line.fields.filter(isPosted).map((field): FormField => {
      const { label } = within.block
      return {
        field,
        adding: line.row === null,
        line,
        heading: label,
        label: words.fieldInRow(label, number, field.meta.label),
        numbered: field.meta.name === `${line.prefix}${within.block.position}`,
      }
    }),
  )
  return [...own, ...below]
}

/** A problem in the summary of errors, with the name of its input. */
export interface Problem {
  name: string
  label: string
  message: string
}

/** The errors of fields, except those of rows that are to be removed. */
export function problemsOf(
  fields: readonly FormField[],
  { removed, messageOf }: { removed: ReadonlySet<string>; messageOf: (formField: FormField) => string | undefined },
): Problem[] {
  return fields.flatMap((formField) => {
    const message = formField.line !== null && removed.has(formField.line.prefix) ? undefined : messageOf(formField)
    return message === undefined ? [] : [{ name: formField.field.meta.name, label: formField.label, message }]
  })
}

/** The server's errors about whole rows and inlines. */
export function rowProblems(state: RecordFormState, blocks: readonly LineBlock[]): Problem[] {
  return allBlocks(blocks).flatMap(({ name, block, lines }) => [
    ...(state.errors[name] === undefined ? [] : [{ name, label: block.label, message: state.errors[name] }]),
    ...lines.flatMap((line, index) => {
      const at = line.prefix.slice(0, -1)
      const hasConflict = state.rows.some(({ prefix, conflict }) => prefix === line.prefix && conflict !== null)
      const message = hasConflict ? words.changedByOther : state.errors[at]
      return message === undefined ? [] : [{ name: at, label: words.rowNumber(block.label, index + 1), message }]
    }),
  ])
}

/** The prefixes of rows that are neither changed nor removed. A row counts as changed if a row of its own inlines is. */
export function idleRows(
  blocks: readonly LineBlock[],
  { removed, changed }: { removed: ReadonlySet<string>; changed: readonly FormField[] },
): ReadonlySet<string> {
  const typed = changed.flatMap(({ line, numbered }) =>
    line === null || (numbered && line.row === null) ? [] : [line.prefix],
  )
  const copied = allLines(blocks).flatMap(({ line }) => (line.copied ? [line.prefix] : []))
  const busy = [...typed, ...copied, ...removed]
  const prefixes = allLines(blocks).map(({ line }) => line.prefix)
  return new Set(prefixes.filter((prefix) => !busy.some((other) => other.startsWith(prefix))))
}

/** The labels of the inlines from which rows are to be removed. */
export function removedFrom(blocks: readonly LineBlock[], removed: ReadonlySet<string>): string[] {
  return allLines(blocks).flatMap(({ line, within }) => (removed.has(line.prefix) ? [within.block.label] : []))
}
