import { fieldMeta } from '../../fields/meta'
import type { FieldMeta } from '../../fields/field-meta'
import { mayAct } from '../../permissions/rows-allowed'
import type { LoadedRecord } from '../../query/load-record'
import { escapeName } from '../../schema/keys'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import { adminPath, adminSlug, withQuery, type Parameters } from '../../site/paths'
import type { Admin } from '../../site/site'
import { formName, formText, type FormValues } from '../../write/form-values'
import { mostCounted, readChildren, readGrandchildren, type ChildPage } from '../../write/inlines/child-rows'
import { inlinesOf, inlineWritable, nestedInlines, type Inline } from '../../write/inlines/inline'
import { fieldOf, fitsForm } from '../record-fields'
import { copiesOf } from './inline-copies'
import { type InlinePlace, within } from './row-field'
import type { InlineBlank, InlineBlock, InlineRow } from '../shapes/inline'

interface BlocksRequest {
  /** The parent; null while it is being added. */
  record: LoadedRecord | null
  /** `view`: values as text, for an actor who may not change the parent. */
  mode: 'change' | 'view'
  /** The page's query string. */
  parameters: Parameters
  /** The record whose rows are copied into the form of a duplicate. */
  copied?: LoadedRecord | null
}

/** The inlines of a record's form, each with one page of rows. They are read in parallel. */
export async function inlineBlocks(
  ctx: AdminContext,
  admin: Admin,
  { record, mode, parameters, copied = null }: BlocksRequest,
): Promise<InlineBlock[]> {
  const inlines = inlinesOf(ctx, admin, record?.values ?? null).map((inline) => shownIn(inline, mode))
  return Promise.all(
    inlines
      .filter((inline) => inline.may.view || inline.may.add)
      .map(async (inline) => {
        const page = record ? pageOf(parameters, inline) : 1
        const children = record ? await readChildren(ctx, inline, { parent: record.values, page }) : none
        const below = await readNested(ctx, inline, children.rows)
        const here = record ? `${adminPath(ctx, admin)}/${record.key}` : null
        const place = { path: [adminSlug(admin), inline.name], parentKey: record?.key ?? null }
        const block = blockOf(ctx, inline, { parent: record, place, children, page, below, here, parameters })
        return copied
          ? { ...block, copies: await copiesOf(ctx, inline, { source: copied, blank: block.blank }) }
          : block
      }),
  )
}

const none: ChildPage = { rows: [], count: 0 }

/** Whether anything in it can be changed. */
export const isEditable = ({ blank, rows }: InlineBlock): boolean =>
  blank !== null || rows.some(({ canDelete, fields }) => canDelete || fields.some(({ meta }) => !meta.readOnly))

/** If the actor may not change the parent, its rows are only shown. */
function shownIn(inline: Inline, mode: BlocksRequest['mode']): Inline {
  return mode === 'change' ? inline : { ...inline, may: { ...inline.may, add: false, change: false, delete: false } }
}

function pageOf(parameters: Parameters, { name }: Inline): number {
  const text = parameters.find(([parameter]) => parameter === `${name}.page`)?.[1] ?? '1'
  return /^[1-9]\d{0,5}$/u.test(text) ? Number(text) : 1
}

/** The nested inlines of each row with their rows, by the row's key. */
type Below = ReadonlyMap<string, NestedPage[]>

interface NestedPage {
  inline: Inline
  children: ChildPage
}

async function readNested(ctx: AdminContext, inline: Inline, rows: readonly LoadedRecord[]): Promise<Below> {
  const below = new Map(
    rows.map((row) => [row.key, nestedInlines(ctx, inline, row.values).map((nested) => limitedTo(nested, inline))]),
  )
  const first = rows[0] ? (below.get(rows[0].key) ?? []) : []
  const found = await Promise.all(first.map((nested) => readGrandchildren(ctx, nested, rows)))
  return new Map(
    rows.map((row) => [
      row.key,
      (below.get(row.key) ?? []).map((nested) => ({
        inline: nested,
        children: found[first.findIndex(({ name }) => name === nested.name)]?.get(row.key) ?? none,
      })),
    ]),
  )
}

/** Nested rows of an inline that is only shown are only shown as well. */
const limitedTo = (nested: Inline, { may }: Inline): Inline => (may.change ? nested : shownIn(nested, 'view'))

interface BlockInput {
  parent: LoadedRecord | null
  place: InlinePlace
  children: ChildPage
  page: number
  below: Below
  /** The parent's page; null while it is being added, and for an inline in an inline. */
  here: string | null
  parameters: Parameters
}

function blockOf(ctx: AdminContext, inline: Inline, { children, below, ...input }: BlockInput): InlineBlock {
  const { admin, may, columns, sortable } = inline
  const intern = interner()
  const rows = children.rows.map((record) =>
    rowOf(ctx, inline, { ...input, record, intern, below: below.get(record.key) ?? [] }),
  )
  const metas = columns.map((column) => fieldMeta(column, { mode: 'change' }))
  return {
    name: inline.name,
    label: inline.label,
    singular: admin.singular,
    kind: inline.kind,
    collapsed: inline.collapsed,
    columns: columns.map((column, index) => ({
      name: formName(column),
      label: column.label,
      required: metas[index]?.rules.required === true,
    })),
    rows,
    blank: may.add && children.count < inline.max ? blankOf(ctx, inline, { ...input, intern }) : null,
    copies: [],
    extra: Math.max(0, Math.min(inline.extra, inline.max - children.count)),
    min: inline.min,
    max: Number.isFinite(inline.max) ? inline.max : null,
    position: sortable && inlineWritable(ctx, inline, null).includes(sortable) ? formName(sortable) : null,
    count: Math.min(children.count, mostCounted + 1),
    pages: pagesOf(inline, { ...input, children }),
    listHref: listHref(ctx, inline, input.parent),
  }
}

function pagesOf(
  inline: Inline,
  { children, page, here, parameters }: Omit<BlockInput, 'below' | 'place'>,
): InlineBlock['pages'] {
  const first = (page - 1) * inline.pageSize
  const last = first + children.rows.length
  if (here === null || (page === 1 && children.count <= inline.pageSize)) return null
  const others = parameters.filter(([name]) => name !== `${inline.name}.page`)
  const href = (to: number) =>
    withQuery(
      here,
      new URLSearchParams([
        ...others.map(([name, value]) => [name, value]),
        [`${inline.name}.page`, String(to)],
      ]).toString(),
    )
  return {
    page,
    first: children.rows.length === 0 ? 0 : first + 1,
    last,
    previousHref: page > 1 ? href(page - 1) : null,
    nextHref: children.count > last && children.rows.length > 0 ? href(page + 1) : null,
  }
}

/** The child table's list, filtered by the parent. */
function listHref(ctx: AdminContext, { admin, link }: Inline, parent: LoadedRecord | null): string | null {
  if (parent === null || !mayAct(ctx, admin, 'view')) return null
  const filters = link.columns.map((column, index): [string, string] => [
    `${escapeName(column.name)}.eq`,
    parent.values[link.targetColumns[index]?.key ?? ''] ?? '',
  ])
  return withQuery(adminPath(ctx, admin), new URLSearchParams(filters).toString())
}

/** Returns the same object for equal metadata, so that it is sent to the browser once for all rows. */
function interner() {
  const known = new Map<string, FieldMeta>()
  return (meta: FieldMeta): FieldMeta => {
    const text = JSON.stringify(meta)
    const found = known.get(text)
    if (!found) known.set(text, meta)
    return found ?? meta
  }
}

interface RowInput extends Pick<BlockInput, 'parent' | 'place'> {
  record: LoadedRecord
  intern: (meta: FieldMeta) => FieldMeta
  below: readonly NestedPage[]
}

function rowOf(ctx: AdminContext, inline: Inline, { record, intern, parent, place, below }: RowInput): InlineRow {
  const { admin, may } = inline
  // A row without a key cannot be found again when it is saved.
  const isKeyed = record.key !== ''
  const allowed = isKeyed && may.change && record.may.change ? inlineWritable(ctx, inline, record.values) : []
  const writable = allowed.filter((column) => fitsForm(record.values[column.key]))
  const base: FormValues = Object.fromEntries(
    writable.map((column) => [formName(column), formText(ctx, column, record.values[column.key])]),
  )
  return {
    key: record.key,
    version: record.version,
    base: JSON.stringify(base),
    title: record.label,
    href: record.key === '' ? '' : `${adminPath(ctx, admin)}/${record.key}`,
    canDelete: isKeyed && may.delete && record.may.delete,
    fields: fieldsFor(inline, writable).map((column) =>
      within(
        fieldOf(ctx, admin, {
          column,
          mode: 'change',
          writable: new Set(writable),
          record,
          values: {},
          labels: record.linkLabels,
          limits: inline.limits,
        }),
        { inline, place, parent, intern },
      ),
    ),
    inlines: below.map(({ inline: nested, children }) =>
      blockOf(ctx, nested, {
        parent: record,
        place: placeIn(place, nested),
        children,
        page: 1,
        below: new Map(),
        here: null,
        parameters: [],
      }),
    ),
  }
}

/** The shown columns, and the position if it is editable. */
const fieldsFor = ({ columns, sortable }: Inline, writable: readonly ColumnModel[]): ColumnModel[] =>
  sortable && writable.includes(sortable) ? [...columns, sortable] : [...columns]

function blankOf(
  ctx: AdminContext,
  inline: Inline,
  { intern, parent, place }: Pick<RowInput, 'intern' | 'parent' | 'place'>,
): InlineBlank {
  const { admin } = inline
  const writable = inlineWritable(ctx, inline, null)
  const values: FormValues = Object.fromEntries(
    writable.map((column) => [formName(column), isBox(column) ? column.defaultText : null]),
  )
  return {
    base: JSON.stringify(values),
    fields: fieldsFor(inline, writable).map((column) =>
      within(
        fieldOf(ctx, admin, {
          column,
          mode: 'add',
          writable: new Set(writable),
          record: null,
          values,
          labels: {},
          limits: inline.limits,
        }),
        { inline, place, parent, intern },
      ),
    ),
    inlines: nestedInlines(ctx, inline, null).map((nested) =>
      blockOf(ctx, nested, {
        parent: null,
        place: placeIn(place, nested),
        children: none,
        page: 1,
        below: new Map(),
        here: null,
        parameters: [],
      }),
    ),
  }
}

const placeIn = ({ path, parentKey }: InlinePlace, { name }: Inline): InlinePlace => ({
  path: [...path, name],
  parentKey,
})

/** A checkbox is always sent, so it starts with the default of the database. */
const isBox = (column: ColumnModel) => column.valueType.unchecked !== null && column.defaultKind === 'literal'
