import type { PgTable } from 'drizzle-orm/pg-core'
import type { AdminOptions } from '../site/admin'
import { declaredFilters } from '../site/declared-filter'
import { manyNamed } from '../site/many'
import type { Admin, Site } from '../site/site'
import { declaredSoftDelete } from '../site/soft-delete'
import { wrongConditions } from './conditions'
import { wrongEditable } from './editable'
import { wrongFields, wrongInputs, wrongTypes } from './fields'
import { failingFunctions } from './functions'
import { wrongGroupPermissions } from './group-permissions'
import { wrongInlines } from './inlines'
import { wrongMany } from './many'
import { columnNamed, repeatedNames, unknownNames } from './names'
import { unknownOptions } from './options'
import { wrongNeighbours } from './neighbours'
import type { Problem } from './problem'
import { wrongProfile } from './profile'
import { wrongRecordTools } from './record-tools'
import { wrongRowSecurity } from './row-security'
import { wrongFactorSettings } from './second-factor'
import { wrongSoftDelete } from './soft-delete'
import { unusableValues } from './values'
import { unruledChildren, wrongVia } from './via'
import { wrongViews } from './views'

/** The mistakes of all declarations, returned as a list. */
export function checkDeclarations(site: Site): Problem[] {
  const strays = site.strays.map((_, index): Problem => ({
    id: 'brolly.E001',
    level: 'error',
    where: `admins[${index}]`,
    message: 'the table is not exported by the schema.',
    hint: 'Export it from db/schema.ts.',
  }))
  return [
    ...strays,
    ...declaredTwice(site),
    ...sameNames(site),
    ...unruledChildren(site),
    ...wrongFactorSettings(site),
    ...wrongRowSecurity(site),
    ...wrongProfile(site),
    ...wrongGroupPermissions(site),
    ...site.admins.filter((admin) => !admin.system).flatMap((admin) => checkAdmin(site, admin)),
  ]
}

function declaredTwice(site: Site): Problem[] {
  return site.doubled.map(({ path, indexes }): Problem => ({
    id: 'brolly.E004',
    level: 'error',
    where: `admin.config.ts: ${indexes.map((index) => `admins[${index}]`).join(', ')}`,
    message: `'${path}' is declared ${indexes.length === 2 ? 'twice' : `${indexes.length} times`}, but only one declaration can apply. The table is closed to everyone until this is fixed.`,
    hint: 'Merge them into one defineAdmin().',
  }))
}

function sameNames(site: Site): Problem[] {
  const seen = new Set<string>()
  return site.admins.flatMap(({ path }): Problem[] => {
    if (!seen.has(path)) {
      seen.add(path)
      return []
    }
    return [
      {
        id: 'brolly.E002',
        level: 'error',
        where: path,
        message: 'two exported tables have this name. The table is closed to everyone until this is fixed.',
        hint: 'Export the table once.',
      },
    ]
  })
}

function checkAdmin(site: Site, admin: Admin): Problem[] {
  return [
    ...unknownOptions(admin),
    ...misnamed(site, admin),
    ...repeated(site, admin),
    ...reserved(site, admin),
    ...wrongEditable(site, admin),
    ...wrongMany(site, admin),
    ...wrongInlines(site, admin),
    ...wrongNeighbours(site, admin),
    ...wrongRecordTools(admin),
    ...wrongSoftDelete(admin),
    ...wrongVia(site, admin),
    ...unusableValues(site, admin),
    ...wrongFields(site, admin),
    ...wrongTypes(admin),
    ...wrongInputs(admin),
    ...wrongConditions(site, admin),
    ...wrongViews(site, admin),
    ...failingFunctions(site, admin),
  ]
}

/** The value of an option that is a list. A function of the request is checked when it is called. */
const listOf = <T>(value: readonly T[] | false | ((...given: never[]) => unknown) | undefined): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : []

const bare = (name: string) => name.replace(/^[-^=]/u, '')

function partsOf(options: AdminOptions<PgTable>) {
  const { list, form, permissions, actions, label, labels, help, secrets, personal } = options
  const declared = declaredSoftDelete({ options })
  return {
    columns: listOf(list?.columns),
    search: listOf(list?.search).map(bare),
    sort: listOf(list?.sort).map(bare),
    filters: listOf(list?.filters).map((filter) => (typeof filter === 'string' ? filter : null)),
    ownFilters: declaredFilters({ list }),
    editable: listOf(list?.editable),
    bulk: listOf(list?.bulk),
    sections: listOf(form?.sections).map((section) => ({ ...section, fields: section.fields.flat() })),
    computedFields: listOf(form?.computed),
    readOnly: listOf(form?.readOnly),
    optional: listOf(form?.optional),
    actionForms: listOf(actions).map((action, at) => ({ at, names: Array.isArray(action.form) ? action.form : [] })),
    keep: listOf(form?.keep),
    fieldRules: Object.keys(permissions?.fields ?? {}),
    label: typeof label === 'string' ? [label] : [],
    labels: Object.keys(labels ?? {}),
    help: Object.keys(help ?? {}),
    secrets: Object.keys(secrets ?? {}),
    personal: Object.keys(personal ?? {}),
    softDelete: declared ? [declared.column, ...(declared.by === null ? [] : [declared.by])] : [],
  }
}

function misnamed(site: Site, admin: Admin): Problem[] {
  const parts = partsOf(admin.options)
  const computed = parts.columns.flatMap((column) => (typeof column === 'object' ? [column.id] : []))
  const wrong = (option: string, names: readonly (string | null)[], more: { paths?: boolean; also?: string[] } = {}) =>
    unknownNames(site, admin, { option, names, ...more })
  /** Options that take many-to-many relations as well. */
  const wrongFields = (option: string, names: readonly (string | null)[], more: { paths?: boolean } = {}) =>
    wrong(
      option,
      names.map((name) => (name !== null && isRelated(site, admin, { name, option }) ? null : name)),
      more,
    )
  return [
    ...wrongFields(
      'list.columns',
      parts.columns.map((column) => (typeof column === 'string' ? column : null)),
      { paths: true },
    ),
    ...parts.columns.flatMap((column, index) =>
      typeof column === 'object' ? wrong(`list.columns[${index}].reads`, column.reads ?? []) : [],
    ),
    ...wrongFields(
      'list.search',
      parts.search.filter((name) => !computed.includes(name)),
      { paths: true },
    ),
    ...wrong('list.sort', parts.sort, { paths: true, also: computed }),
    ...wrongFields('list.filters', parts.filters, { paths: true }),
    ...parts.ownFilters.flatMap(({ id, reads }) => wrong(`list.filters '${id}'.reads`, reads ?? [])),
    ...wrong('list.editable', parts.editable),
    ...wrongFields('list.bulk', parts.bulk),
    ...parts.sections.flatMap((section, index) => wrongFields(`form.sections[${index}].fields`, section.fields)),
    ...parts.computedFields.flatMap(({ reads, after }, index) => [
      ...wrong(`form.computed[${index}].reads`, reads),
      ...wrong(`form.computed[${index}].after`, after === undefined ? [] : [after]),
    ]),
    ...wrongFields('form.readOnly', parts.readOnly),
    ...wrong('form.optional', parts.optional),
    ...parts.actionForms.flatMap(({ at, names }) => wrong(`actions[${at}].form`, names)),
    ...wrong('form.keep', parts.keep),
    ...wrong('permissions.fields', parts.fieldRules),
    ...wrong('label', parts.label),
    ...wrong('labels', parts.labels),
    ...wrong('help', parts.help),
    ...wrong('secrets', parts.secrets),
    ...wrong('personal', parts.personal),
    ...wrong('softDelete', parts.softDelete),
  ]
}

/** Whether a name is that of a many-to-many relation or, in a search, a path to a column of its rows. */
function isRelated(site: Site, admin: Admin, { name, option }: { name: string; option: string }): boolean {
  if (manyNamed(site, admin, name)) return true
  const [first = '', ...rest] = name.split('.')
  const many = rest.length > 0 && option === 'list.search' ? manyNamed(site, admin, first) : undefined
  return (
    many !== undefined &&
    columnNamed(site, many.way.join.otherAdmin, { name: rest.join('.'), paths: true }) !== undefined
  )
}

/** Naming a column by property and by relation counts as the same column. */
function repeated(site: Site, admin: Admin): Problem[] {
  const parts = partsOf(admin.options)
  const same = (name: string) => ({ name: columnNamed(site, admin, { name, paths: false })?.key ?? name })
  const fields = parts.sections.flatMap((section, sectionIndex) =>
    section.fields.map((name, index) => ({ ...same(name), at: `form.sections[${sectionIndex}].fields[${index}]` })),
  )
  return [
    ...repeatedNames(
      admin,
      'list.columns',
      parts.columns.map((column) => same(typeof column === 'string' ? column : column.id)),
    ),
    ...repeatedNames(admin, 'list.search', parts.search.map(same)),
    ...repeatedNames(admin, 'list.sort', parts.sort.map(same)),
    ...repeatedNames(admin, 'list.editable', parts.editable.map(same)),
    ...repeatedNames(admin, 'list.filters', [
      ...parts.filters.filter((name) => name !== null).map(same),
      ...parts.ownFilters.map(({ id }) => ({ name: id })),
    ]),
    ...repeatedNames(admin, 'list.bulk', parts.bulk.map(same)),
    ...repeatedNames(admin, 'form.sections', fields),
    ...repeatedNames(admin, 'form.readOnly', parts.readOnly.map(same)),
    ...repeatedNames(admin, 'form.optional', parts.optional.map(same)),
    ...repeatedNames(admin, 'form.keep', parts.keep.map(same)),
    ...repeatedNames(admin, 'form.fields', Object.keys(admin.options.form?.fields ?? {}).map(same)),
    ...repeatedNames(admin, 'actions', listOf(admin.options.actions)),
  ]
}

const builtIn = ['add', 'change', 'view', 'password', 'factors', 'permissions']

function reserved(site: Site, admin: Admin): Problem[] {
  const { actions, list } = admin.options
  const problem = (where: string, name: string): Problem => ({
    id: 'brolly.E012',
    level: 'error',
    where: `${admin.path}: ${where}`,
    message: `'${name}' is a built-in name.`,
    hint: 'Choose a different name.',
  })
  const columns = new Set(admin.table.columns.flatMap(({ key, name }) => [key, name]))
  return [
    ...listOf(actions).flatMap(({ name }) => (builtIn.includes(name) ? [problem('actions', name)] : [])),
    ...listOf(list?.columns).flatMap((column, index) =>
      typeof column === 'object' && columns.has(column.id) ? [problem(`list.columns[${index}].id`, column.id)] : [],
    ),
    ...declaredFilters(admin.options).flatMap(({ id }) =>
      columns.has(id) || manyNamed(site, admin, id) ? [problem('list.filters', id)] : [],
    ),
  ]
}
