import { randomUUID } from 'node:crypto'
import { actionsOnRow, replacesDelete } from '../actions/declared-action'
import { formatMoment } from '../audit/moments'
import { briefLength, shortened } from '../fields/shown-text'
import { mayViewColumn } from '../permissions/columns-allowed'
import { mayPurge } from '../permissions/may-purge'
import { isGranted, mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { RecordPage } from './shapes/record'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, withQuery } from '../site/paths'
import { backPath, safeLink } from '../site/safe-path'
import type { Admin } from '../site/site'
import { formName, formText, type FormValues } from '../write/form-values'
import { writableMany } from '../write/many/many-in-form'
import { writableColumns } from '../write/writable-columns'
import { suggestedKey } from '../write/suggested-key'
import { checksHref } from './field-checks'
import { conditionQuestion } from './form-conditions'
import { copiedValues, copiesInlines, duplicateHref } from './duplicate'
import { inlineBlocks, isEditable } from './inlines/inline-blocks'
import { linkedLabels } from './linked-labels'
import { chosenKeys, manyFields } from './many-fields'
import { listActions } from './list-actions'
import { recordNeighbours } from './neighbours'
import { recordTabs, recordTools, rowTexts } from './record-extras'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import { shownParts } from '../query/row-key'
import { withComputed } from './computed-fields'
import { accountLinks } from './account-links'
import { withExtra } from './extra-section'
import { fitsForm, sectionsOf } from './record-fields'
import { loadStatistics } from '../query/statistics'
import type { Step } from '../query/list-step'
import type { Parameters } from '../site/paths'
import { byName } from '../schema/by-name'
import { markedNotice } from './marked-row'
import * as tablesWords from '../words/tables'

/** The query string of a record page: the list to return to, and initial values. */
export interface RecordQuery {
  /** `list=`: the list's own query string. */
  list: string
  prefill: Parameters
  /** The record from which the form was opened, to return to it. */
  back?: string | null
  /** The key of a row whose values the form begins with. */
  copy?: string | null
}

/**
 * The page of one row: a form for an actor who may change it, its values for one who may only view it.
 *
 * @param request.parameters The page's query string: `order_items.page=2` is the second page of an inline.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function changePage(
  ctx: AdminContext,
  admin: Admin,
  { key, list, parameters = [] }: { key: string; list: string; parameters?: Parameters },
): Promise<RecordPage> {
  const [record] = await Promise.all([loadRecord(ctx, admin, { key }), loadStatistics(ctx)])
  const writable = (record.may.change ? writableColumns(ctx, admin, record.values) : []).filter((column) =>
    fitsForm(record.values[column.key]),
  )
  const inlines = await inlineBlocks(ctx, admin, { record, mode: record.may.change ? 'change' : 'view', parameters })
  const related = await manyFields(ctx, admin, { record, mode: record.may.change ? 'change' : 'view' })
  const editable = [...related.values()].filter(({ meta }) => !meta.readOnly)
  const isFilled = writable.length > 0 || inlines.some(isEditable)
  const mode = isFilled || (record.may.change && writableMany(ctx, admin, record.values).length > 0) ? 'change' : 'view'
  const changeSections = sectionsOf(ctx, admin, {
    mode,
    writable: new Set(writable),
    record,
    values: {},
    labels: record.linkLabels,
    related,
  })
  const base: FormValues = Object.fromEntries([
    ...writable.map((column) => [formName(column), formText(ctx, column, record.values[column.key])] as const),
    ...editable.map(({ meta, value }) => [meta.name, value] as const),
  ])
  const joined = admin.table.joinTable
  const deleted = markedNotice(ctx, admin, record)
  const mayRemove = record.may.delete && (deleted === null || mayPurge(ctx, admin))
  return {
    ...common(ctx, admin, list),
    mode,
    title: record.label,
    facts: factsOf(ctx, admin, record),
    sections: await withComputed(ctx, admin, {
      record,
      sections: withExtra(ctx, admin, { record, mode, sections: changeSections }),
    }),
    conditions: mode === 'view' ? null : conditionQuestion(ctx, admin, { record, columns: writable }),
    checks: mode === 'view' ? null : checksHref(ctx, admin, { row: key, columns: writable }),
    inlines,
    version: record.version,
    base: JSON.stringify(base),
    steps: stepsOf(ctx, admin, { key, list }),
    historyHref: `${adminPath(ctx, admin)}/${key}/history`,
    deleteHref: mayRemove && !replacesDelete(admin) ? `${adminPath(ctx, admin)}/${key}/delete` : null,
    deleted,
    can: {
      save: mode === 'change',
      add: mayAct(ctx, admin, 'add'),
      change: record.may.change && !joined,
      delete: mayRemove,
      list: true,
    },
    actions: await rowActions(ctx, admin, record),
    links: [...siteLinks(ctx, admin, record), ...recordTools(ctx, admin, record), ...accountLinks(ctx, admin, record)],
    tabs: recordTabs(ctx, admin, { record, list }),
    duplicateHref: duplicateHref(ctx, admin, { key, list }),
    neighbours: recordNeighbours(ctx, admin, record),
    key,
  }
}

/**
 * The page that adds a row, with initial values from the query string if they are valid.
 * @throws {AdminError} `FORBIDDEN`
 */
export async function addPage(
  ctx: AdminContext,
  admin: Admin,
  { list, prefill, back, copy = null }: RecordQuery,
): Promise<RecordPage> {
  rowsAllowed(ctx, admin, { verb: 'add', alias: 't' })
  await loadStatistics(ctx)
  const writable = writableColumns(ctx, admin, null)
  const source = copy === null ? null : await loadRecord(ctx, admin, { key: copy })
  const given = new Map(prefill)
  const values = await firstValues(ctx, admin, { writable, given, source })
  const related = await manyFields(ctx, admin, {
    record: null,
    mode: 'add',
    values: await chosenKeys(ctx, admin, { given, source }),
  })
  return {
    ...common(ctx, admin, list),
    backHref: backPath(back, ctx.basePath),
    mode: 'add',
    title: source ? tablesWords.duplicateOf(source.label) : tablesWords.add(admin.singular),
    facts: [],
    sections: withExtra(ctx, admin, {
      record: null,
      mode: 'add',
      sections: sectionsOf(ctx, admin, {
        mode: 'add',
        writable: new Set(writable),
        record: null,
        values,
        labels: await linkedLabels(ctx, { columns: writable, values }),
        related,
      }),
    }),
    conditions: conditionQuestion(ctx, admin, { record: null, columns: writable }),
    checks: checksHref(ctx, admin, { row: null, columns: writable }),
    inlines: await newInlines(ctx, admin, source),
    version: '',
    // Nothing is related to a new row yet, so the rows that the form begins with are all added.
    base: JSON.stringify(
      Object.fromEntries(writable.map((column) => [formName(column), values[formName(column)] ?? null])),
    ),
    steps: null,
    historyHref: null,
    deleteHref: null,
    can: {
      save: true,
      add: true,
      change: isGranted(ctx, admin, 'change'),
      delete: false,
      list: mayAct(ctx, admin, 'view'),
    },
    actions: [],
    links: [],
    tabs: [],
    duplicateHref: null,
    neighbours: null,
    key: '',
  }
}

interface NewRow {
  writable: readonly ColumnModel[]
  /** Texts from the query string, by any name of their columns. */
  given: ReadonlyMap<string, string>
  /** The row that is duplicated. */
  source: LoadedRecord | null
}

/** What the fields of a new row begin with. */
async function firstValues(ctx: AdminContext, admin: Admin, { writable, given, source }: NewRow): Promise<FormValues> {
  const values: FormValues = byName(
    Object.entries(source ? copiedValues(ctx, admin, { record: source, columns: writable }) : {}),
  )
  for (const column of writable) {
    const text = given.get(formName(column)) ?? given.get(escapeName(column.name)) ?? given.get(column.key)
    if (text !== undefined && !column.secret && !text.includes('\0')) values[formName(column)] = text
    else if (formName(column) in values) continue
    else if (column.primaryKey) {
      const suggestion = await suggestedKey(ctx, admin, column)
      if (suggestion !== null) values[formName(column)] = suggestion
    } else if (column.valueType.unchecked !== null && column.defaultKind === 'literal')
      values[formName(column)] = column.defaultText
  }
  return values
}

const newInlines = (ctx: AdminContext, admin: Admin, source: LoadedRecord | null) =>
  inlineBlocks(ctx, admin, {
    record: null,
    mode: 'change',
    parameters: [],
    copied: source && copiesInlines(admin) ? source : null,
  })

/** The link to the row's public page, if one is declared and it is a path or an HTTP URL. */
function siteLinks(ctx: AdminContext, admin: Admin, record: LoadedRecord): RecordPage['links'] {
  const href = safeLink(admin.options.url?.(rowTexts(ctx, admin, record)))
  return href === null ? [] : [{ label: tablesWords.viewOnSite, href }]
}

/** The declared actions that the row's rules allow. */
async function rowActions(ctx: AdminContext, admin: Admin, record: LoadedRecord): Promise<RecordPage['actions']> {
  const declared = listActions(ctx, admin).flatMap((shown) => {
    const action = admin.options.actions?.find(({ name }) => name === shown.name)
    return action ? [{ shown, action }] : []
  })
  const allowed = await actionsOnRow(ctx, admin, { record, actions: declared.map(({ action }) => action) })
  return declared.flatMap(({ shown, action }) => (allowed.has(action) ? [shown] : []))
}

function common(ctx: AdminContext, admin: Admin, list: string) {
  const href = adminPath(ctx, admin)
  return {
    table: adminSlug(admin),
    singular: admin.singular,
    plural: admin.plural,
    tabbed: admin.options.form?.tabs === true,
    token: randomUUID(),
    listQuery: list,
    backHref: null,
    deleted: null,
    // An actor who may add but not view rows has no list to return to.
    listHref: mayAct(ctx, admin, 'view') ? withQuery(href, list) : ctx.basePath,
  }
}

function stepsOf(ctx: AdminContext, admin: Admin, { key, list }: { key: string; list: string }): RecordPage['steps'] {
  const href = (step: Step) =>
    withQuery(`${apiPath(ctx, `step/${adminSlug(admin)}`)}/${key}`, [
      ['to', step],
      ...(list === '' ? [] : [['list', list] as const]),
    ])
  return { previousHref: href('previous'), nextHref: href('next') }
}

function factsOf(ctx: AdminContext, admin: Admin, record: LoadedRecord): RecordPage['facts'] {
  const facts: RecordPage['facts'] = [
    { label: tablesWords.key, value: shortened(shownParts(admin.table, record.keyParts).join(', '), briefLength) },
  ]
  for (const column of admin.table.columns) {
    const value = record.values[column.key] ?? null
    if (!column.type.moment || value === null || !mayViewColumn(ctx, admin, column)) continue
    if (!/^(created|updated|modified|changed)(_|[A-Z])?(at|on)?$/iu.test(column.name)) continue
    const { shown, exact } =
      column.baseType === 'timestamptz'
        ? formatMoment(ctx, value)
        : { shown: column.valueType.toText(value, column, ctx), exact: value }
    facts.push({ label: column.label, value: shown, title: exact })
  }
  return facts
}
