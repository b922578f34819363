import { isMadeElsewhere } from '../../fields/meta'
import type { FieldLimits } from '../../permissions/choices-allowed'
import { columnsAllowed, mayViewColumn } from '../../permissions/columns-allowed'
import { mayAct } from '../../permissions/rows-allowed'
import type { ColumnModel, Link } from '../../schema/model'
import type { OptionRequest, Verb } from '../../site/admin'
import type { AdminContext } from '../../site/context'
import type { InlineDeclaration, InlineOptions } from '../../site/inline'
import { adminSlug } from '../../site/paths'
import type { Admin } from '../../site/site'
import { namedColumn, writableAmong } from '../writable-columns'

type Values = Readonly<Record<string, string | null>>

/** An inline as it applies to this actor and this parent. */
export interface Inline {
  /** The prefix of its inputs: `order_items`, or `orders@payer` if a form has several inlines of one table. */
  readonly name: string
  readonly admin: Admin
  /** From the child to the parent. */
  readonly link: Link
  readonly label: string
  readonly kind: 'table' | 'stacked'
  /** The columns that the actor may view, without those of `link`. */
  readonly columns: readonly ColumnModel[]
  /** The properties of columns that are shown but not editable. */
  readonly readOnly: ReadonlySet<string>
  readonly extra: number
  readonly min: number
  /** Infinity if there is no limit. */
  readonly max: number
  readonly order: readonly { readonly column: ColumnModel; readonly descending: boolean }[]
  readonly sortable: ColumnModel | null
  readonly collapsed: boolean
  readonly pageSize: number
  /** The permissions on the child table. Row rules decide again for each row. */
  readonly may: Readonly<Record<Exclude<Verb, 'export'>, boolean>>
  /** Limits on the options of relations in these rows, beside those of the table's own form. */
  readonly limits: FieldLimits | undefined
  /** The inlines declared for the rows; `nestedInlines` resolves them for each row. */
  readonly nested: InlineOptions<never>['inlines']
}

const defaultPageSize = 50
export const largestInlinePage = 200
/** With more columns, or with long texts, a table would be wider than the form. */
const mostTableColumns = 6

/** The inlines of a record's form: those whose table refers to this one and that the actor may view or add rows of. */
export function inlinesOf(ctx: AdminContext, admin: Admin, record: Values | null): Inline[] {
  return resolved(ctx, admin, { declared: admin.options.form?.inlines, record })
}

/** The inlines of a row of an inline. Their own inlines are ignored: a form has one level of nesting. */
export function nestedInlines(ctx: AdminContext, inline: Inline, record: Values | null): Inline[] {
  return resolved(ctx, inline.admin, { declared: inline.nested, record }).map((nested) => ({
    ...nested,
    nested: undefined,
  }))
}

function resolved(
  ctx: AdminContext,
  admin: Admin,
  { declared, record }: { declared: InlineOptions<never>['inlines']; record: Values | null },
): Inline[] {
  const request = { actor: ctx.actor, record }
  const declarations = (typeof declared === 'function' ? declared(request) : declared) ?? []
  return declarations.flatMap((declaration) => {
    const link = inlineLink(ctx, admin, declaration)
    // An actor who may not view the reference must not see which rows have it. Views cannot be edited.
    if (
      link?.from.kind !== 'table' ||
      !link.columns.every((column) => mayViewColumn(ctx, ctx.site.adminOf(link.from), column))
    )
      return []
    const sameTable = declarations.filter(({ table }) => table === declaration.table).length
    const slug = adminSlug(ctx.site.adminOf(link.from))
    const inline = inlineFor(ctx, declaration.options, {
      link,
      request,
      name: sameTable > 1 ? `${slug}@${link.name}` : slug,
    })
    return inline.may.view || inline.may.add ? [inline] : []
  })
}

/**
 * The inline with this path of names: the parent's inline and, for one in an inline, its own name. Null if the form has
 * none for this actor.
 *
 * @param record The parent.
 */
export function inlineAt(
  ctx: AdminContext,
  parent: Admin,
  { names: [name, below], record }: { names: readonly string[]; record: Values | null },
): Inline | null {
  const inline = inlinesOf(ctx, parent, record).find((candidate) => candidate.name === name)
  if (!inline || below === undefined) return inline ?? null
  return nestedInlines(ctx, inline, null).find((candidate) => candidate.name === below) ?? null
}

/** The reference that an inline follows; undefined if there is none, or several and no `via`. */
export function inlineLink(
  { site }: Pick<AdminContext, 'site'>,
  parent: Admin,
  { table, options }: InlineDeclaration,
): Link | undefined {
  const links = site.schema.bySource(table)?.links.filter((link) => link.target === parent.table) ?? []
  if (options.via === undefined) return links.length === 1 ? links[0] : undefined
  return links.find((link) => link.name === options.via || link.columns.some((column) => column.key === options.via))
}

interface Placed {
  link: Link
  request: OptionRequest
  name: string
}

function inlineFor(ctx: AdminContext, options: InlineDeclaration['options'], { link, request, name }: Placed): Inline {
  const admin = ctx.site.adminOf(link.from)
  const said = <V>(option: V | ((request: OptionRequest) => V) | undefined): V | undefined =>
    // No option has a function as its value, so a function is always one of the request.
    typeof option === 'function' ? (option as (request: OptionRequest) => V)(request) : option
  const allowed = columnsAllowed(ctx, admin).filter((column) => !link.columns.includes(column))
  const named = said(options.columns)?.flatMap((wanted) => namedColumn(allowed, wanted) ?? [])
  const columns = [...new Set(named ?? allowed.filter(isWorthEditing))]
  const sortable = allowed.find((column) => column.key === said(options.sortable)) ?? null
  const canDelete = said(options.canDelete) ?? true
  const pageSize = said(options.pageSize) ?? defaultPageSize
  return {
    name,
    admin,
    link,
    label: said(options.label) ?? admin.plural,
    kind: said(options.kind) ?? kindFor(columns),
    columns: sortable ? columns.filter((column) => column !== sortable) : columns,
    readOnly: new Set((said(options.readOnly) ?? []).map((wanted) => namedColumn(allowed, wanted)?.key ?? wanted)),
    extra: said(options.extra) ?? 0,
    min: said(options.min) ?? 0,
    max: said(options.max) ?? Infinity,
    order: orderOf(admin, { named: said(options.orderBy) ?? [], sortable }),
    sortable,
    collapsed: said(options.collapsed) ?? false,
    pageSize: Math.min(Math.max(Math.trunc(pageSize), 1), largestInlinePage),
    may: {
      view: mayAct(ctx, admin, 'view'),
      add: mayAct(ctx, admin, 'add'),
      change: mayAct(ctx, admin, 'change'),
      delete: canDelete && mayAct(ctx, admin, 'delete'),
    },
    limits: options.fields as FieldLimits | undefined,
    nested: options.inlines,
  }
}

/** Excludes values and keys that the database generates. */
const isWorthEditing = (column: ColumnModel) =>
  !isMadeElsewhere(column) && !(column.primaryKey && (column.sequence !== null || column.defaultKind !== 'none'))

function kindFor(columns: readonly ColumnModel[]): Inline['kind'] {
  const isLong = columns.some((column) => column.long || column.type.composed || column.type.heavy)
  return columns.length > mostTableColumns || isLong ? 'stacked' : 'table'
}

function orderOf(
  { table }: Admin,
  { named, sortable }: { named: readonly string[]; sortable: ColumnModel | null },
): Inline['order'] {
  const declared = named.flatMap((name) => {
    const column = table.columns.find(({ key }) => key === name.replace(/^-/u, ''))
    return column ? [{ column, descending: name.startsWith('-') }] : []
  })
  const first = declared.length === 0 && sortable ? [{ column: sortable, descending: false }] : declared
  const rest = table.key.filter((column) => !first.some((term) => term.column === column))
  return [...first, ...rest.map((column) => ({ column, descending: false }))]
}

/** The columns of an inline that a post may write: of an existing row, or of a new one if `record` is null. */
export function inlineWritable(ctx: AdminContext, inline: Inline, record: Values | null): ColumnModel[] {
  const columns = inline.sortable ? [...inline.columns, inline.sortable] : inline.columns
  return writableAmong(ctx, inline.admin, { columns, record }).filter(({ key }) => !inline.readOnly.has(key))
}

/** The values that rows of the inline take from the parent, by property of the child. */
export function parentValues({ link }: Inline, parent: Values): Record<string, string | null> {
  return Object.fromEntries(
    link.columns.map((column, index) => [column.key, parent[link.targetColumns[index]?.key ?? ''] ?? null]),
  )
}
