import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import { byName } from '../schema/by-name'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { OptionRequest } from '../site/admin'
import { isTabName, type OfRow, type RecordTab, type RecordTabProps, reservedTabNames } from '../site/record-tools'
import { safeLink } from '../site/safe-path'
import type { Admin } from '../site/site'
import type { RecordLink, RecordTabLink, TabPage } from './shapes/record'
import * as words from '../words/rows'

type Texts = Readonly<Record<string, string | null>>

interface Subject {
  row: Texts
  request: OptionRequest
}

/** The row as functions of a declaration receive it: without the columns that the actor may not view. */
export function rowTexts(ctx: AdminContext, admin: Admin, { values }: Pick<LoadedRecord, 'values'>): Texts {
  return byName(
    admin.table.columns.map((column) => [
      column.key,
      mayViewColumn(ctx, admin, column) ? (values[column.key] ?? null) : null,
    ]),
  )
}

function subjectOf(ctx: AdminContext, admin: Admin, record: LoadedRecord): Subject {
  const row = rowTexts(ctx, admin, record)
  return { row, request: { actor: ctx.actor, record: row } }
}

const valueOf = <V extends string | null>(value: OfRow<never, V>, { row, request }: Subject): V =>
  typeof value === 'function' ? value(row as never, request) : value

/** The declared links of a record. One that leads to no path and no HTTP URL is left out. */
export function recordTools(ctx: AdminContext, admin: Admin, record: LoadedRecord): RecordLink[] {
  const { tools = [] } = admin.options.record ?? {}
  const subject = subjectOf(ctx, admin, record)
  return (typeof tools === 'function' ? tools(subject.request) : tools).flatMap((tool) => {
    if (tool.when && tool.when(subject.row, subject.request) !== true) return []
    const href = safeLink(valueOf(tool.href, subject))
    if (href === null) return []
    return [{ label: valueOf(tool.label, subject), href, ...(tool.newTab === true ? { newTab: true } : {}) }]
  })
}

interface OwnTab {
  tab: RecordTab<never>
  isAllowed: boolean
}

/** The tabs that the row has. */
function ownTabs(admin: Admin, record: LoadedRecord, { row, request }: Subject): OwnTab[] {
  const { tabs = [] } = admin.options.record ?? {}
  const declared: readonly RecordTab<never>[] = typeof tabs === 'function' ? tabs(request) : tabs
  return declared
    .filter(({ name }) => isTabName(name) && !reservedTabNames.includes(name))
    .filter(({ when }) => when === undefined || when(row as never, request) === true)
    .map((tab) => ({ tab, isAllowed: (tab.permission ?? 'view') === 'view' || record.may[tab.permission as 'change'] }))
}

/** Links to the declared pages of a record that the actor may open. */
export function recordTabs(
  ctx: AdminContext,
  admin: Admin,
  { record, list }: { record: LoadedRecord; list: string },
): RecordTabLink[] {
  const subject = subjectOf(ctx, admin, record)
  return ownTabs(admin, record, subject)
    .filter(({ isAllowed }) => isAllowed)
    .map(({ tab }) => ({
      name: tab.name,
      label: valueOf(tab.label, subject),
      href: withQuery(`${adminPath(ctx, admin)}/${record.key}/${tab.name}`, list === '' ? [] : [['list', list]]),
    }))
}

interface OpenTab {
  page: TabPage
  /** Loads the module with the component. */
  load: () => Promise<{ default: (props: never) => unknown }>
  props: RecordTabProps<never>
}

/**
 * A declared page of one row. The row is read before any code of the page runs.
 * @throws {AdminError} `NOT_FOUND` for a row that the actor may not view, and a page that the row does not have;
 *   `FORBIDDEN` for one that requires another permission.
 */
export async function tabPage(
  ctx: AdminContext,
  admin: Admin,
  { key, name, list }: { key: string; name: string; list: string },
): Promise<OpenTab> {
  const record = await loadRecord(ctx, admin, { key })
  const subject = subjectOf(ctx, admin, record)
  const found = ownTabs(admin, record, subject).find(({ tab }) => tab.name === name)
  if (!found) throw new AdminError('NOT_FOUND', words.noSuchTab)
  if (!found.isAllowed) throw new AdminError('FORBIDDEN', words.mayNotOpenTab)
  const { tab } = found
  const carried = list === '' ? [] : [['list', list] as const]
  return {
    page: {
      title: record.label,
      label: valueOf(tab.label, subject),
      name,
      tabs: recordTabs(ctx, admin, { record, list }),
      recordHref: withQuery(`${adminPath(ctx, admin)}/${record.key}`, carried),
    },
    load: tab.page,
    props: {
      actor: ctx.actor,
      db: ctx.db,
      row: subject.row as never,
      rowKey: record.key,
      label: record.label,
      timeZone: ctx.timeZone,
      locale: ctx.locale,
    },
  }
}
