import type { PgTable } from 'drizzle-orm/pg-core'
import { aliasedTable } from 'drizzle-orm'
import { byName } from '../schema/by-name'
import type { Actor } from '../site/context'
import type { Admin, Site } from '../site/site'
import { columnNamed, unknownNames } from './names'
import type { Problem } from './problem'

/** Options of fields that are not relations, or that name another table than the one that the relation refers to. */
export function wrongFields(site: Site, admin: Admin): Problem[] {
  return Object.entries(admin.options.form?.fields ?? {}).flatMap(([name, field]): Problem[] => {
    const unknown = unknownNames(site, admin, { option: 'form.fields', names: [name] })
    const column = columnNamed(site, admin, { name, paths: false })
    if (!column) return unknown
    const wrong = (message: string, hint: string): Problem[] => [
      { id: 'brolly.E032', level: 'error', where: `${admin.path}: form.fields.${name}`, message, hint },
    ]
    if (!column.link) return wrong('is not a relation, so its options cannot be limited.', 'Name a relation.')
    const { target } = column.link
    if (field?.of === undefined || site.schema.bySource(field.of) === target) return []
    return wrong(`refers to '${target.path}', not to the table in 'of'.`, `Set 'of' to the table '${target.path}'.`)
  })
}

/** Calls the conditions of fields as a form to add a row would, each with its option's name. */
export function fieldConditions(site: Site, admin: Admin, actor: Actor): [option: string, work: () => void][] {
  const values = byName(admin.table.columns.map(({ key }): [string, null] => [key, null]))
  return Object.entries(admin.options.form?.fields ?? {}).flatMap(([name, field]): [string, () => void][] => {
    const target = columnNamed(site, admin, { name, paths: false })?.link?.target
    const where = field?.where
    if (!target || !where) return []
    const work = () => {
      const allowed: unknown = where({ actor, record: null, values }, aliasedTable(target.source as PgTable, 't'))
      if (typeof allowed === 'boolean' || (typeof allowed === 'object' && allowed !== null)) return
      throw new Error(`it returned ${String(allowed)} instead of true, false or a condition`)
    }
    return [[`form.fields.${name}.where`, work]]
  })
}
