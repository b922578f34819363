import { randomUUID } from 'node:crypto'
import { makeActor, noAccount } from '../accounts/actor'
import { AdminError } from '../errors'
import type { FieldMeta } from '../fields/field-meta'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import { lookup } from '../query/lookup'
import { loadStatistics } from '../query/statistics'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { ColumnModel } from '../schema/model'
import { escapeName } from '../schema/keys'
import type { Actor, AdminContext } from '../site/context'
import type { SchemaForm, TableForm } from '../site/public-form'
import type { Admin, Site } from '../site/site'
import { formName, formText, postedForm, type Entries } from '../write/form-values'
import { formAdmin, formGrants } from '../write/table-form'
import { parseSchemaFields, schemaFields } from '../write/schema-fields'
import { writableColumns } from '../write/writable-columns'
import * as saveWords from '../words/save'
import * as words from '../words/public-forms'
import { fitsForm, sectionsOf } from './record-fields'
import type { FormPage } from './shapes/public-form'
import type { RecordField } from './shapes/record'

/** The rows that a relation of such a form offers: all of them are in the page. */
const mostChoices = 200

/**
 * Who writes by a public form: nobody who is known, and only what the form says. Rules in code, and what the form lists, narrow this
 * further.
 */
export const publicActor = (site: Site, form: TableForm): Actor =>
  makeActor({
    id: noAccount,
    email: words.publicActor,
    isStaff: false,
    isSuperuser: false,
    hasPassword: false,
    groups: [],
    grants: formGrants(site, form),
  })

/**
 * A declared form as a page shows it: to add a row, or to change the one with this key.
 *
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`; `MISCONFIGURED` if the form lists what it cannot have.
 */
export async function openTableForm(
  ctx: AdminContext,
  form: TableForm,
  { key = null }: { key?: string | null } = {},
): Promise<FormPage> {
  const admin = formAdmin(ctx.site, form)
  rowsAllowed(ctx, admin, { verb: key === null ? 'add' : 'change', alias: 't' })
  const [record] = await Promise.all([
    key === null ? null : loadRecord(ctx, admin, { key, verb: 'change' }),
    loadStatistics(ctx),
  ])
  const writable = formWritable(ctx, admin, record)
  const mode = record ? 'change' : 'add'
  const sections = sectionsOf(ctx, admin, {
    mode,
    writable: new Set(writable),
    record,
    values: startValues(writable),
    labels: record?.linkLabels ?? {},
  })
  const drawn = await Promise.all(
    sections.map(async (section) => ({
      ...section,
      fields: await Promise.all(section.fields.map((field) => outside(ctx, admin, { field, record }))),
    })),
  )
  const base = writable.map((column) => [
    formName(column),
    record ? formText(ctx, column, record.values[column.key]) : null,
  ])
  return {
    mode,
    sections: drawn,
    tabbed: false,
    // What only the server can tell is decided when the form is saved.
    conditions: null,
    checks: null,
    version: record?.version ?? '',
    base: record ? JSON.stringify(Object.fromEntries(base)) : '{}',
    token: randomUUID(),
    submit: form.options.submit ?? words.send,
  }
}

/** A zod object as a form. */
export function openSchemaForm({ schema, options }: SchemaForm): FormPage {
  const fields = schemaFields(schema).map(({ meta, initial }) => ({
    meta,
    value: initial,
    text: null,
    href: null,
    wholeHref: null,
  }))
  return {
    mode: 'add',
    sections: [{ label: null, description: null, collapsed: false, fields }],
    tabbed: false,
    conditions: null,
    checks: null,
    version: '',
    base: '{}',
    token: '',
    submit: options.submit ?? words.send,
  }
}

/**
 * Does what the form declares with its values.
 * @throws {AdminError} `INVALID` with `fields`: nothing was done, or what `onSubmit` says is wrong.
 */
export async function postSchemaForm(
  { actor }: { actor: Actor | null },
  { schema, options }: SchemaForm,
  entries: Entries,
): Promise<{ done: string } | { next: string }> {
  const fields = schemaFields(schema)
  const { input, errors } = parseSchemaFields(schema, { fields, form: postedForm(entries) })
  if (Object.keys(errors).length > 0) throw refused(errors)
  const answer = await options.onSubmit(input, { actor })
  if ('problem' in answer) throw new AdminError('INVALID', answer.problem)
  if (!('errors' in answer)) return answer
  throw refused(
    Object.fromEntries(
      Object.entries(answer.errors as Readonly<Record<string, string | undefined>>).flatMap(([key, message]) => {
        const name = fields.find((field) => field.key === key)?.meta.name
        return name === undefined || message === undefined ? [] : [[name, message]]
      }),
    ),
  )
}

const refused = (fields: Record<string, string>) =>
  new AdminError('INVALID', saveWords.needCorrection(Object.keys(fields).length), { fields })

const formWritable = (ctx: AdminContext, admin: Admin, record: LoadedRecord | null): ColumnModel[] =>
  writableColumns(ctx, admin, record?.values ?? null).filter((column) => fitsForm(record?.values[column.key]))

/** What an unticked checkbox of a new row begins with. */
const startValues = (columns: readonly ColumnModel[]) =>
  Object.fromEntries(
    columns.flatMap((column) =>
      column.valueType.unchecked !== null && column.defaultKind === 'literal'
        ? [[formName(column), column.defaultText]]
        : [],
    ),
  )

interface Drawn {
  field: RecordField
  record: LoadedRecord | null
}

/** A field without what leads into the admin. A relation is a choice of the rows that it offers, because nobody can search there. */
async function outside(ctx: AdminContext, admin: Admin, { field, record }: Drawn): Promise<RecordField> {
  const { relation, ...own } = field.meta
  // What is left empty is NULL here, so there is no control for it.
  const meta = { ...own, emptyIsValue: own.emptyIsValue && !own.nullable }
  const column = admin.table.columns.find((candidate) => formName(candidate) === meta.name)
  const plain: RecordField = {
    meta,
    value: field.value,
    text: field.text,
    href: null,
    wholeHref: null,
    ...(field.line === undefined ? {} : { line: field.line }),
  }
  if (column?.type.file) throw new AdminError('MISCONFIGURED', words.noFiles(column.label))
  if (!column?.link) return plain
  if (column.link.columns.length > 1) throw new AdminError('MISCONFIGURED', words.compositeRelation(column.label))
  const options = relation ? await choices(ctx, admin, { column, record }) : []
  return { ...plain, meta: { ...meta, kind: 'choice', options: withStored(options, field) } }
}

type Options = NonNullable<FieldMeta['options']>

const withStored = (options: Options, { value, text }: RecordField): Options =>
  value === null || options.some((option) => option.value === value)
    ? options
    : [{ value, label: text ?? value }, ...options]

async function choices(
  ctx: AdminContext,
  admin: Admin,
  { column, record }: { column: ColumnModel; record: LoadedRecord | null },
): Promise<Options> {
  const found: Options = []
  const form = { record: record?.values ?? null, values: record?.values ?? {} }
  for (let page = 1; found.length < mostChoices; page++) {
    const asked = { column: escapeName(column.name), search: '', siblings: new Map<string, string>(), page, form }
    const { options, more } = await lookup(ctx, admin, asked)
    found.push(...options.map(({ value, label }) => ({ value, label })))
    if (!more) break
  }
  // Those that were chosen lately come first in a search; here that would show what others have chosen.
  const once = found.filter(({ value }, index) => found.findIndex((other) => other.value === value) === index)
  return once.toSorted((a, b) => a.label.localeCompare(b.label))
}
