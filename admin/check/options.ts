import type { PgTable } from 'drizzle-orm/pg-core'
import type {
  AdminOptions,
  FieldRule,
  FormOptions,
  FormSection,
  Hooks,
  NeighbourOptions,
  Permissions,
  RecordOptions,
} from '../site/admin'
import type { ActionOptions } from '../site/action'
import type { FieldOptions, RelationOptions } from '../site/field-options'
import type { DeclaredFilter } from '../site/declared-filter'
import type { InlineOptions } from '../site/inline'
import type { ComputedColumn, ListOptions } from '../site/list-options'
import type { RecordTab, RecordTool } from '../site/record-tools'
import type { Admin } from '../site/site'
import { nearest } from './names'
import type { Problem } from './problem'

/** The names of an interface's members. The compiler checks that none is missing. */
const namesOf = <T extends object>(members: Record<keyof T, true>): readonly string[] => Object.keys(members)

const known = {
  admin: namesOf<AdminOptions<PgTable>>({
    label: true,
    singular: true,
    plural: true,
    group: true,
    help: true,
    labels: true,
    secrets: true,
    personal: true,
    constraints: true,
    many: true,
    list: true,
    form: true,
    record: true,
    permissions: true,
    softDelete: true,
    url: true,
    duplicate: true,
    actions: true,
    hooks: true,
  }),
  list: namesOf<ListOptions<PgTable>>({
    columns: true,
    filters: true,
    search: true,
    sort: true,
    pageSize: true,
    editable: true,
    bulk: true,
    views: true,
  }),
  computed: namesOf<ComputedColumn<PgTable>>({
    id: true,
    label: true,
    value: true,
    reads: true,
    align: true,
    sortable: true,
  }),
  filter: namesOf<DeclaredFilter<PgTable>>({
    id: true,
    label: true,
    where: true,
    reads: true,
    choices: true,
    input: true,
    default: true,
  }),
  form: namesOf<FormOptions<PgTable>>({
    sections: true,
    tabs: true,
    computed: true,
    check: true,
    extra: true,
    readOnly: true,
    optional: true,
    keep: true,
    prepopulate: true,
    afterSave: true,
    fields: true,
    inlines: true,
  }),
  inline: namesOf<InlineOptions<PgTable>>({
    via: true,
    columns: true,
    readOnly: true,
    kind: true,
    extra: true,
    min: true,
    max: true,
    canDelete: true,
    orderBy: true,
    sortable: true,
    collapsed: true,
    pageSize: true,
    label: true,
    fields: true,
    inlines: true,
  }),
  field: namesOf<FieldOptions<PgTable, string, PgTable>>({
    visible: true,
    readOnly: true,
    of: true,
    where: true,
    type: true,
    label: true,
    help: true,
    placeholder: true,
    required: true,
    choices: true,
    input: true,
    validate: true,
    width: true,
    rows: true,
  }),
  limit: namesOf<RelationOptions<PgTable, string, PgTable>>({ of: true, where: true }),
  section: namesOf<FormSection<PgTable>>({ label: true, description: true, fields: true, collapsed: true }),
  record: namesOf<RecordOptions<PgTable>>({ neighbours: true, tools: true, tabs: true }),
  tool: namesOf<RecordTool<PgTable>>({ label: true, href: true, when: true, newTab: true }),
  tab: namesOf<RecordTab<PgTable>>({ name: true, label: true, permission: true, when: true, page: true }),
  neighbour: namesOf<NeighbourOptions<PgTable, PgTable>>({
    of: true,
    via: true,
    on: true,
    columns: true,
    limit: true,
    label: true,
  }),
  permissions: namesOf<Permissions<PgTable>>({
    view: true,
    add: true,
    change: true,
    delete: true,
    export: true,
    via: true,
    fields: true,
  }),
  fieldRule: namesOf<FieldRule>({ view: true, change: true }),
  action: namesOf<ActionOptions<PgTable>>({
    name: true,
    label: true,
    permission: true,
    danger: true,
    when: true,
    rows: true,
    on: true,
    form: true,
    rehearse: true,
    run: true,
  }),
  hooks: namesOf<Hooks>({ beforeSave: true, afterSave: true, beforeDelete: true, afterDelete: true }),
}

/**
 * Options that do not exist. The compiler rejects most of them, but not in an object that is spread into a declaration,
 * nor in JavaScript. A rule with a misspelled name would have no effect.
 */
export function unknownOptions(admin: Admin): Problem[] {
  const { list, form, record, permissions, actions, hooks } = admin.options
  const objects: [where: string, names: readonly string[], value: unknown][] = [
    ['', known.admin, admin.options],
    ['list.', known.list, list],
    ...each(list?.columns, 'list.columns', known.computed),
    ...each(list?.filters, 'list.filters', known.filter),
    ['form.', known.form, form],
    ...each(form?.sections, 'form.sections', known.section),
    ...Object.entries(form?.fields ?? {}).map(([key, field]): [string, readonly string[], unknown] => [
      `form.fields.${key}.`,
      known.field,
      field,
    ]),
    ...each(inlineOptions(form?.inlines), 'form.inlines', known.inline),
    ...(inlineOptions(form?.inlines) ?? []).flatMap(({ fields }, index) =>
      Object.entries(fields ?? {}).map(([key, field]): [string, readonly string[], unknown] => [
        `form.inlines[${index}].fields.${key}.`,
        known.limit,
        field,
      ]),
    ),
    ['record.', known.record, record],
    ...each(record?.neighbours, 'record.neighbours', known.neighbour),
    ...each(record?.tools, 'record.tools', known.tool),
    ...each(record?.tabs, 'record.tabs', known.tab),
    ['permissions.', known.permissions, permissions],
    ...Object.entries(permissions?.fields ?? {}).map(([key, rule]): [string, readonly string[], unknown] => [
      `permissions.fields.${key}.`,
      known.fieldRule,
      rule,
    ]),
    ...each(actions, 'actions', known.action),
    ['hooks.', known.hooks, hooks],
  ]
  return objects.flatMap(([where, names, value]) => strangers(admin, { where, names, value }))
}

/** The options of declared inlines. */
const inlineOptions = (inlines: FormOptions<PgTable>['inlines']) =>
  Array.isArray(inlines) ? inlines.map(({ options }) => options) : undefined

function each(value: unknown, option: string, names: readonly string[]): [string, readonly string[], unknown][] {
  return Array.isArray(value) ? value.map((item: unknown, index) => [`${option}[${index}].`, names, item]) : []
}

function strangers(
  admin: Admin,
  { where, names, value }: { where: string; names: readonly string[]; value: unknown },
): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.keys(value)
    .filter((name) => !names.includes(name))
    .map((name): Problem => {
      const near = nearest(name, names)
      return {
        id: 'brolly.E013',
        level: 'error',
        where: `${admin.path}: ${where}${name}`,
        message: 'is not an option and is ignored.',
        hint: near ? `Did you mean '${near}'?` : `The options are ${names.join(', ')}.`,
      }
    })
}
