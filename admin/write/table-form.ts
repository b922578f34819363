import { is, SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadAttributes } from '../query/statistics'
import type { ColumnModel } from '../schema/model'
import type { RowRule } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { TableForm } from '../site/public-form'
import type { Admin, Site } from '../site/site'
import * as words from '../words/public-forms'
import { emptyIsValue, formName, postedBase, postedForm, type Entries, type PostedForm } from './form-values'
import { inFormZone } from './form-zone'
import { withJoinedParts } from './posted-parts'
import { addRecord, changeRecord, type Saved } from './save-record'
import { namedColumn } from './writable-columns'

/** The admin of the form's table, with the fields of the form instead of its own. */
export function formAdmin(site: Site, { table, options, only }: TableForm): Admin {
  const model = site.schema.bySource(table)
  if (!model) throw new AdminError('MISCONFIGURED', words.noTable)
  const admin = site.adminOf(model)
  const { form, hooks, permissions } = admin.options
  const { values } = options
  return {
    ...admin,
    options: {
      ...admin.options,
      ...(only ? { permissions: { ...permissions, view: both(permissions?.view, only) } } : {}),
      form: {
        ...(form?.fields ? { fields: form.fields } : {}),
        ...(form?.optional ? { optional: form.optional } : {}),
        ...(form?.prepopulate ? { prepopulate: form.prepopulate } : {}),
        ...(form?.readOnly ? { readOnly: form.readOnly } : {}),
        ...(form?.check ? { check: form.check } : {}),
        sections: [{ fields: options.fields }],
      },
      hooks: {
        ...hooks,
        beforeSave: async (event) => {
          Object.assign(event.values, values)
          await hooks?.beforeSave?.(event)
        },
      },
    },
  }
}

/** The rows that both allow. An answer that is none stays one, and refuses. */
const both =
  (rule: RowRule<PgTable> | undefined, only: RowRule<PgTable>): RowRule<PgTable> =>
  (actor, table) => {
    const given = rule === undefined ? true : rule(actor, table)
    if (given === true) return only(actor, table)
    if (!is(given, SQL)) return given
    const own = only(actor, table)
    return is(own, SQL) ? sql`(${given}) and (${own})` : own && given
  }

/**
 * Saves what was posted, with everything that a save in the admin does. Names that the form does not have have no effect.
 * @throws {AdminError} as `addRecord` and `changeRecord` do.
 */
export async function postTableForm(
  own: AdminContext,
  form: TableForm,
  { key = null, entries }: { key?: string | null; entries: Entries },
): Promise<Saved> {
  const ctx = inFormZone(own, entries)
  const admin = formAdmin(ctx.site, form)
  rowsAllowed(ctx, admin, { verb: key === null ? 'add' : 'change', alias: 't' })
  await loadAttributes(ctx, admin.table.columns)
  const posted = withoutBlanks(admin, postedForm(withJoinedParts(ctx, admin, entries)))
  return key === null ? addRecord(ctx, admin, posted) : changeRecord(ctx, admin, { key, form: posted })
}

/** Visitors have no control for NULL: what they leave empty, or clear, is NULL where the column allows it. */
function withoutBlanks(admin: Admin, form: PostedForm): PostedForm {
  const base = postedBase(form)
  const cleared = admin.table.columns.filter((column) => {
    const name = formName(column)
    return emptyIsValue(column) && !column.notNull && form.get(name) === '' && base[name] !== ''
  })
  return new Map([...form, ...cleared.map((column) => [`~null.${formName(column)}`, '1'] as const)])
}

/**
 * What lets somebody without permissions fill in a form: to add and change rows of its table, and to see the names of rows that its
 * relations offer. Rules in code, and what the form lists, narrow this further.
 */
export function formGrants(site: Site, form: TableForm): string[] {
  const admin = formAdmin(site, form)
  const targets = namedColumns(admin, form).flatMap(({ link }) => (link ? [site.adminOf(link.target).path] : []))
  return [`${admin.path}.add`, `${admin.path}.change`, ...targets.map((path) => `${path}.view`)]
}

/** The columns that a form names. */
const namedColumns = (admin: Admin, { options }: TableForm): ColumnModel[] =>
  options.fields.flat().flatMap((name) => namedColumn(admin.table.columns, name) ?? [])
