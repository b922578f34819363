import { isBlank, isolated } from '../fields/blank-text'
import { cellLength, type FieldType } from '../fields/field-type'
import { readFileValue } from '../fields/file-value'
import { groupDigits } from '../fields/number-text'
import type { ListColumn, ListRow } from './shapes/list'
import type { CellValue } from '../fields/field-meta'
import type { ColumnModel } from '../schema/model'
import type { ManyRelation } from '../site/many'
import { mayAct } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { ListField } from '../query/list-field'
import type { ReadRow } from '../query/list-rows'
import { isPlainKey, namedHref } from '../query/linked-key'
import { manyCell, manyCountLimit } from '../query/many-rows'
import { keyOfRow } from '../query/row-key'
import { fileHref } from './files/file-href'
import * as listWords from '../words/list'
import * as valueWords from '../words/values'

/** A row as sent to the browser: only strings, formatted once. */
export function cellsOf(ctx: AdminContext, fields: readonly ListField[], row: ReadRow): ListRow {
  return [
    row.key,
    row.label,
    ...fields.map((field, index) =>
      cellOf(ctx, {
        field,
        value: row.cells[index] ?? null,
        linkLabel: row.linkLabels[index] ?? null,
        namedKey: row.namedKeys[index] ?? null,
        rowKey: row.key,
      }),
    ),
  ]
}

/** A row of a list, with its label in a column of its own if the list leads with it. */
export function rowOf(
  ctx: AdminContext,
  { fields, leading, row }: { fields: readonly ListField[]; leading: boolean; row: ReadRow },
): ListRow {
  const [key, label, ...cells] = cellsOf(ctx, fields, row)
  return leading ? [key, label, label, ...cells] : [key, label, ...cells]
}

interface Cell {
  rowKey: string
  field: ListField
  value: string | null
  linkLabel: string | null
  namedKey: string | null
}

function cellOf(ctx: AdminContext, { field, value, linkLabel, namedKey, rowKey }: Cell): CellValue {
  // Not read: each cell would read the whole join table. The head of the column says so.
  if (value === null) return field.kind === 'many' ? ['–', ''] : null
  if (field.kind === 'computed') return field.computed.align === 'right' ? groupDigits(value, ctx.locale) : value
  if (field.kind === 'many') return manyValue(ctx, field.many, value)
  const { column } = field
  if (field.kind === 'column' && column.link && !column.secret)
    return [
      linkText(linkLabel, value),
      linkLabel === null
        ? ''
        : isPlainKey(column.link)
          ? value.length >= cellLength
            ? ''
            : linkHref(ctx, column, value)
          : namedHref(ctx, { link: column.link }, namedKey),
    ]
  const shown = safely(() => (field.kind === 'path' ? column.valueType : column.type).toCell(value, column, ctx))
  if (column.type.file && typeof shown === 'string')
    return [shown, field.kind === 'column' && readFileValue(value) ? fileHrefOf(ctx, column, rowKey) : '']
  // A truncated value is marked as such.
  const isCut = typeof shown === 'string' && value.length >= cellLength && shown.length >= cellLength / 2
  const whole = isCut && !shown.endsWith('…') ? `${shown.slice(0, -1)}…` : shown
  const named = field.kind === 'path' && field.isName ? field.links.at(-1) : undefined
  if (!named || typeof whole !== 'string') return whole
  return [isBlank(whole) ? '(blank)' : whole, namedHref(ctx, { link: named }, namedKey)]
}

const fileHrefOf = (ctx: AdminContext, column: ColumnModel, key: string): string =>
  key === '' ? '' : fileHref(ctx, ctx.site.adminOf(column.table), { key, column })

/** The first related rows by name, with their URLs in the second half of the pair. */
function manyValue(ctx: AdminContext, many: ManyRelation, json: string): CellValue {
  const { count, rows } = manyCell(ctx, many, json)
  const href = adminPath(ctx, many.way.join.otherAdmin)
  const more = listWords.andMore(count - rows.length, count > manyCountLimit)
  const shown = [...rows.map(({ label }) => label), ...(more === '' ? [] : [more])].join(', ')
  return [shown, JSON.stringify([rows.map(({ label, key }) => [label, `${href}/${key}`]), more])]
}

/** A text that is visible, so that it can be clicked. */
function linkText(label: string | null, value: string): string {
  if (label !== null && !isBlank(label)) return isolated(label)
  return isBlank(value) ? '(blank)' : isolated(value)
}

/** A custom type may throw on one invalid row: its cell says so, and the page is still shown. */
function safely(format: () => CellValue): CellValue {
  try {
    return format()
  } catch {
    return valueWords.unreadable
  }
}

/** The URL of the linked row if this column is its whole key; '' if it is not or the actor may not open it. */
export function linkHref(ctx: AdminContext, column: ColumnModel, value: string): string {
  const { link } = column
  if (!link || !isPlainKey(link)) return ''
  const admin = ctx.site.adminOf(link.target)
  return mayAct(ctx, admin, 'view') ? `${adminPath(ctx, admin)}/${keyOfRow(ctx, link.target, [value])}` : ''
}

/** A declared function returns text; if aligned right it is drawn like a number. */
export function drawnAs(field: ListField): Pick<ListColumn, 'kind' | 'view' | 'align'> {
  if (field.kind === 'computed')
    return field.computed.align === 'right' ? { kind: 'decimal', align: 'right' } : { kind: 'text', align: 'left' }
  if (field.kind === 'many') return { kind: 'many', align: 'left' }
  if (field.kind !== 'path') return drawnByType(field.column.type)
  return field.isName ? { kind: 'relation', align: 'left' } : drawnByType(field.column.valueType)
}

const drawnByType = ({ kind, view, align }: FieldType): Pick<ListColumn, 'kind' | 'view' | 'align'> => ({
  kind,
  align,
  ...(view === undefined ? {} : { view }),
})
