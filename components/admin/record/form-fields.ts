import type { RecordField, RecordFormState, RecordPage } from '@/admin/client'
import * as words from '../../words/inlines'
import { allBlocks, allLines, type Line, type LineBlock } from './inlines/inline-lines'

/** A field of the record itself, or of a row of an inline. */
export interface FormField {
  field: RecordField
  /** Its row is only being added. */
  adding: boolean
  /** Null of the record itself. */
  line: Line | null
  /** What the save bar calls a change to it. */
  heading: string
  /** What an error calls it. */
  label: string
  /** Holds its row's position, which scripts number. */
  numbered: boolean
}

const isPosted = (field: RecordField) => !field.meta.readOnly

/** Every field with an input, in the order of the form. */
export function fieldsOf(page: RecordPage, blocks: readonly LineBlock[]): FormField[] {
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

interface Problem {
  name: string
  label: string
  message: string
}

/** What is wrong with the fields of rows that stay. */
export function problemsOf(
  fields: readonly FormField[],
  { removed, messageOf }: { removed: ReadonlySet<string>; messageOf: (one: FormField) => string | undefined },
): Problem[] {
  return fields.flatMap((one) => {
    const message = one.line !== null && removed.has(one.line.prefix) ? undefined : messageOf(one)
    return message === undefined ? [] : [{ name: one.field.meta.name, label: one.label, message }]
  })
}

/** What the server said of whole rows and of inlines. */
export function rowProblems(state: RecordFormState, blocks: readonly LineBlock[]): Problem[] {
  return allBlocks(blocks).flatMap(({ name, block, lines }) => [
    ...(state.errors[name] === undefined ? [] : [{ name, label: block.label, message: state.errors[name] }]),
    ...lines.flatMap((line, index) => {
      const at = line.prefix.slice(0, -1)
      const message = state.errors[at]
      return message === undefined ? [] : [{ name: at, label: words.rowNumber(block.label, index + 1), message }]
    }),
  ])
}

/** Rows that are neither to be removed nor changed, by their prefixes; a row whose own inline is changed is sent along. */
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

/** The headings of the inlines of which rows are to be removed. */
export function removedFrom(blocks: readonly LineBlock[], removed: ReadonlySet<string>): string[] {
  return allLines(blocks).flatMap(({ line, within }) => (removed.has(line.prefix) ? [within.block.label] : []))
}
