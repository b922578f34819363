import type { PgTable } from 'drizzle-orm/pg-core'
import { aliasedTable } from 'drizzle-orm'
import type { FieldLimits } from '../permissions/choices-allowed'
import { byName } from '../schema/by-name'
import type { Actor } from '../site/context'
import type { InlineDeclaration } from '../site/inline'
import type { Admin, Site } from '../site/site'
import { columnNamed, unknownNames } from './names'
import type { Problem } from './problem'

/** Fields with limited options: of a table's own form, or of its rows in another table's form. */
export interface LimitedFields {
  admin: Admin
  fields: FieldLimits
  /** Where they are declared: `form.fields`. */
  option: string
}

/** All fields with limited options in a declaration, also in inlines; those of functions are only known to a request. */
export function limitedFields(site: Site, admin: Admin): LimitedFields[] {
  const { fields, inlines } = admin.options.form ?? {}
  const own = { admin, fields: (fields ?? {}) as FieldLimits, option: 'form.fields' }
  return [own, ...inInlines(site, inlines, 'form.inlines')]
}

function inInlines(site: Site, declared: unknown, option: string): LimitedFields[] {
  if (!Array.isArray(declared)) return []
  return (declared as readonly InlineDeclaration[]).flatMap(({ table, options }, index) => {
    const model = site.schema.bySource(table)
    if (!model) return []
    const at = `${option}[${index}]`
    const fields = (options.fields ?? {}) as FieldLimits
    return [
      { admin: site.adminOf(model), fields, option: `${at}.fields` },
      ...inInlines(site, options.inlines, `${at}.inlines`),
    ]
  })
}

/** Options of fields that are not relations, or that name another table than the one that the relation refers to. */
export function wrongFields(site: Site, declaring: Admin): Problem[] {
  return limitedFields(site, declaring).flatMap(({ admin, fields, option }) =>
    Object.entries(fields).flatMap(([name, field]): Problem[] => {
      const column = columnNamed(site, admin, { name, paths: false })
      if (!column)
        return unknownNames(site, admin, { option, names: [name] }).map((problem) => ({
          ...problem,
          where: `${declaring.path}${problem.where.slice(admin.path.length)}`,
        }))
      const wrong = (message: string, hint: string): Problem[] => [
        { id: 'brolly.E032', level: 'error', where: `${declaring.path}: ${option}.${name}`, message, hint },
      ]
      if (!column.link) return wrong('is not a relation, so its options cannot be limited.', 'Name a relation.')
      const { target } = column.link
      if (field.of === undefined || site.schema.bySource(field.of) === target) return []
      return wrong(`refers to '${target.path}', not to the table in 'of'.`, `Set 'of' to the table '${target.path}'.`)
    }),
  )
}

/** Calls the conditions of fields as a form to add a row would, each with its option's name. */
export function fieldConditions(site: Site, declaring: Admin, actor: Actor): [option: string, work: () => void][] {
  return limitedFields(site, declaring).flatMap(({ admin, fields, option }) => {
    const values = byName(admin.table.columns.map(({ key }): [string, null] => [key, null]))
    return Object.entries(fields).flatMap(([name, { where }]): [string, () => void][] => {
      const target = columnNamed(site, admin, { name, paths: false })?.link?.target
      if (!target || !where) return []
      const work = () => {
        const allowed: unknown = where({ actor, record: null, values }, aliasedTable(target.source as PgTable, 't'))
        if (typeof allowed === 'boolean' || (typeof allowed === 'object' && allowed !== null)) return
        throw new Error(`it returned ${String(allowed)} instead of true, false or a condition`)
      }
      return [[`${option}.${name}.where`, work]]
    })
  })
}
