import { isMadeElsewhere } from '../fields/meta'
import type { ColumnModel } from '../schema/model'
import type { Admin, Site } from '../site/site'
import { namedColumn } from '../write/writable-columns'
import { columnNamed } from './names'
import type { Problem } from './problem'

/** Columns of `list.editable` that cannot be changed in the list, each with the reason. */
export function wrongEditable(site: Site, admin: Admin): Problem[] {
  const { editable } = admin.options.list ?? {}
  if (!Array.isArray(editable)) return []
  return editable.flatMap((name: string, index): Problem[] => {
    const column = columnNamed(site, admin, { name, paths: false })
    const reason = column && reasonAgainst(site, admin, column)
    if (!reason) return []
    const [message, hint] = reason
    const where = `${admin.path}: list.editable[${index}]`
    return [{ id: 'brolly.E018', level: 'error', where, message: `'${name}' ${message}`, hint }]
  })
}

type Reason = readonly [message: string, hint: string]

const remove = 'Remove it from list.editable.'

function reasonAgainst(site: Site, { table, options }: Admin, column: ColumnModel): Reason | null {
  const { list, form } = options
  const named = (name: string) => namedColumn(table.columns, name) === column
  if (table.key.includes(column)) return ['is part of the key, which identifies the row.', remove]
  if (column.secret) return ['is a secret, which a list does not show.', remove]
  if (isMadeElsewhere(column) || !column.valueType.writable) return ['is set by the database or by code.', remove]
  if ((column.link?.columns.length ?? 1) > 1) return ['is part of a foreign key of several columns.', remove]
  if (column.type.heavy || column.valueType.heavy || column.type.composed)
    return ['is too large for a cell.', 'Remove it from list.editable: it is edited in the form.']
  if (Array.isArray(form?.readOnly) && form.readOnly.some(named))
    return ['is read-only.', 'Remove it from form.readOnly or from list.editable.']
  if (Array.isArray(form?.sections) && !form.sections.some(({ fields }) => fields.flat().some(named)))
    return ['is not in the form.', 'Add it to form.sections, or remove it from list.editable.']
  if (!Array.isArray(list?.columns)) return null
  const at = list.columns.findIndex(
    (shown) => typeof shown === 'string' && (named(shown) || names(site, column, shown)),
  )
  if (at === 0) return ['is the first column, which links to the row.', 'Put another column first.']
  return at > 0 ? null : ['is not a column of the list.', 'Add it to list.columns.']
}

/** Whether a path of a list is the name of the row that the column refers to: `category.name`. */
function names(site: Site, { link }: ColumnModel, path: string): boolean {
  const [step, last, ...further] = path.split('.')
  if (!link || link.name !== step || further.length > 0) return false
  const { label } = site.adminOf(link.target)
  return label.kind === 'columns' && label.columns.some(({ key }) => key === last)
}
