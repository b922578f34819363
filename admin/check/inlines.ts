import type { InlineDeclaration } from '../site/inline'
import type { Admin, Site } from '../site/site'
import { inlineLink, largestInlinePage } from '../write/inlines/inline'
import { unknownNames } from './names'
import type { Problem } from './problem'

/** Inlines whose table does not refer to the record, or that name columns that do not exist or numbers that do not fit. */
export function wrongInlines(site: Site, admin: Admin): Problem[] {
  return inlinesIn(site, admin, { declared: admin.options.form?.inlines, option: 'form.inlines', parent: admin })
}

interface Declared {
  declared: unknown
  option: string
  /** The table that the inlines refer to: another one than the declaration's for an inline in an inline. */
  parent: Admin
}

function inlinesIn(site: Site, admin: Admin, { declared, option, parent }: Declared): Problem[] {
  // A function of the request is checked when it is called.
  if (!Array.isArray(declared)) return []
  return (declared as readonly InlineDeclaration[]).flatMap((inline, index) => [
    ...wrongInline(site, admin, { inline, option: `${option}[${index}]`, parent }),
    ...(declaredBefore(declared as readonly InlineDeclaration[], index)
      ? [
          error(admin, {
            id: 'brolly.E011',
            option: `${option}[${index}]`,
            message: 'is declared twice.',
            hint: 'Remove one of them.',
          }),
        ]
      : []),
  ])
}

interface Placed {
  inline: InlineDeclaration
  option: string
  parent: Admin
}

function wrongInline(site: Site, admin: Admin, { inline, option, parent }: Placed): Problem[] {
  const table = site.schema.bySource(inline.table)
  const wrong = (message: string, hint: string) => [error(admin, { id: 'brolly.E031', option, message, hint })]
  if (!table) return wrong('names a table that the schema does not export.', 'Export it from db/schema.ts.')
  if (table.kind !== 'table') return wrong(`'${table.path}' is a view and cannot be edited.`, 'Use a table.')
  const leading = table.links.filter((link) => link.target === parent.table).map(({ name }) => name)
  if (!inlineLink({ site }, parent, inline))
    return leading.length === 0
      ? wrong(`'${table.path}' does not refer to '${parent.path}'.`, 'Use a table with a foreign key to this one.')
      : wrong(
          inline.options.via === undefined
            ? `'${table.path}' refers to '${parent.path}' in several ways.`
            : `no relation '${String(inline.options.via)}' of '${table.path}' refers to '${parent.path}'.`,
          `Set 'via' to one of: ${leading.join(', ')}.`,
        )
  const child = site.adminOf(table)
  return [
    ...wrongNames(site, { admin, child, inline, option }),
    ...wrongPosition(admin, { child, inline, option }),
    ...wrongNumbers(admin, { inline, option }),
    ...(parent !== admin && inline.options.inlines !== undefined
      ? wrong('has inlines of its own, which are ignored.', 'Inlines are nested one level deep.')
      : inlinesIn(site, admin, { declared: inline.options.inlines, option: `${option}.inlines`, parent: child })),
  ]
}

interface Naming extends Omit<Placed, 'parent'> {
  admin: Admin
  child: Admin
}

/** Columns of the other table, named in this table's declaration. */
function wrongNames(site: Site, { admin, child, inline, option }: Naming): Problem[] {
  const { columns, readOnly, orderBy, sortable } = inline.options
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
  const lists: [name: string, names: string[]][] = [
    ['columns', list(columns)],
    ['readOnly', list(readOnly)],
    ['orderBy', list(orderBy).map((name) => name.replace(/^-/u, ''))],
    ['sortable', typeof sortable === 'string' ? [sortable] : []],
  ]
  return lists.flatMap(([name, names]) =>
    unknownNames(site, child, { option: `${option}.${name}`, names }).map((problem) => ({
      ...problem,
      where: `${admin.path}${problem.where.slice(child.path.length)}`,
    })),
  )
}

/** Positions are numbers, which rows exchange when they are moved. */
function wrongPosition(admin: Admin, { child, inline, option }: Omit<Naming, 'admin'>): Problem[] {
  const column = child.table.columns.find(({ key }) => key === inline.options.sortable)
  if (!column || (column.link === null && column.valueType.filterInput === 'number')) return []
  return [
    error(admin, {
      id: 'brolly.E015',
      option: `${option}.sortable`,
      message: `'${column.key}' is ${column.link ? 'a relation' : column.castType} and cannot hold a position.`,
      hint: 'Use a column of whole numbers.',
    }),
  ]
}

function wrongNumbers(admin: Admin, { inline, option }: Omit<Placed, 'parent'>): Problem[] {
  const { extra, min, max, pageSize } = inline.options
  const bounds: [name: string, value: unknown, from: number, to: number][] = [
    ['extra', extra, 0, largestInlinePage],
    ['min', min, 0, Infinity],
    ['max', max, typeof min === 'number' ? min : 0, Infinity],
    ['pageSize', pageSize, 1, largestInlinePage],
  ]
  return bounds.flatMap(([name, value, from, to]) => {
    if (value === undefined || typeof value === 'function') return []
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return []
    const hint = Number.isFinite(to)
      ? `Use a whole number from ${from} to ${to}.`
      : `Use a whole number of at least ${from}.`
    return [error(admin, { id: 'brolly.E014', option: `${option}.${name}`, message: `is ${String(value)}.`, hint })]
  })
}

function declaredBefore(declared: readonly InlineDeclaration[], index: number): boolean {
  const { table, options } = declared[index] ?? {}
  return declared.slice(0, index).some((other) => other.table === table && other.options.via === options?.via)
}

interface Said {
  id: Problem['id']
  option: string
  message: string
  hint: string
}

function error({ path }: Admin, { option, ...said }: Said): Problem {
  return { ...said, level: 'error', where: `${path}: ${option}` }
}

/** The options of inlines that are functions of the request, also of inlines in an inline. */
export function inlineFunctions(declared: unknown, option: string): [option: string, value: unknown][] {
  if (!Array.isArray(declared)) return []
  return (declared as readonly InlineDeclaration[]).flatMap(({ options }, index) => [
    ...Object.entries(options).flatMap(([name, value]): [string, unknown][] =>
      typeof value === 'function' ? [[`${option}[${index}].${name}`, value]] : [],
    ),
    ...inlineFunctions(options.inlines, `${option}[${index}].inlines`),
  ])
}
