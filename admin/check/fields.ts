import type { PgTable } from 'drizzle-orm/pg-core'
import { aliasedTable } from 'drizzle-orm'
import { suits } from '../fields/define-field-type'
import { valueTypeOf } from '../fields/registry'
import type { FieldLimits } from '../permissions/choices-allowed'
import { byName } from '../schema/by-name'
import type { Actor } from '../site/context'
import type { InlineDeclaration } from '../site/inline'
import type { ColumnModel } from '../schema/model'
import { choicesOf, type AnyField } from '../site/field-options'
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
      if (!column.link)
        return field.where || field.of
          ? wrong('is not a relation, so its options cannot be limited.', 'Name a relation.')
          : []
      const { target } = column.link
      if (field.of === undefined || site.schema.bySource(field.of) === target) return []
      return wrong(`refers to '${target.path}', not to the table in 'of'.`, `Set 'of' to the table '${target.path}'.`)
    }),
  )
}

const textTypes = new Set<string>(['text', 'longtext', 'email', 'url', 'phone', 'slug'])

/** Inputs that do not fit their columns. */
export function wrongInputs(admin: Admin): Problem[] {
  const fields = (admin.options.form?.fields ?? {}) as Readonly<Record<string, AnyField>>
  return Object.entries(fields).flatMap(([name, { input }]): Problem[] => {
    const column = admin.table.columns.find(({ key }) => key === name)
    const fitting: readonly string[] = column?.type.inputs?.(column) ?? []
    if (!column || input === undefined || fitting.includes(input)) return []
    const hint = fitting.length === 0 ? 'Remove it.' : `Use one of ${fitting.join(', ')}, or remove it.`
    return [
      {
        id: 'brolly.E047',
        level: 'error',
        where: `${admin.path}: form.fields.${name}.input`,
        message: `'${String(input)}' is no input for this column.`,
        hint,
      },
    ]
  })
}

/** Types and choices that do not fit their columns. */
export function wrongTypes(admin: Admin): Problem[] {
  const fields = (admin.options.form?.fields ?? {}) as Readonly<Record<string, AnyField>>
  return Object.entries(fields).flatMap(([name, { type, choices }]): Problem[] => {
    const column = admin.table.columns.find(({ key }) => key === name)
    if (!column) return []
    const wrong = (option: string, message: string, hint: string): Problem => ({
      id: 'brolly.E036',
      level: 'error',
      where: `${admin.path}: form.fields.${name}.${option}`,
      message,
      hint,
    })
    const values = choicesOf(choices ?? []).map(({ value }) => value)
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    const unfit = values.find((value) => !fits({ ...column, choices: null }, value))
    return [
      ...wrongType(column, type).map(([message, hint]) => wrong('type', message, hint)),
      ...(choices !== undefined && (column.link !== null || column.dimensions > 0)
        ? [wrong('choices', 'cannot be declared for a relation or an array.', 'Remove them.')]
        : []),
      ...(choices !== undefined && values.length === 0
        ? [wrong('choices', 'has no values.', 'List the values, or remove it.')]
        : []),
      ...(twice === undefined ? [] : [wrong('choices', `lists '${twice}' twice.`, 'Remove one of them.')]),
      ...(unfit === undefined
        ? []
        : [wrong('choices', `lists '${unfit}', which the column cannot hold.`, 'Remove it.')]),
    ]
  })
}

function wrongType(column: ColumnModel, type: AnyField['type']): [message: string, hint: string][] {
  if (type === undefined) return []
  if (typeof type === 'object')
    return suits(type, column)
      ? []
      : [
          [
            `'${type.name}' refines '${type.kind}', and this column is ${column.castType}.`,
            'Use it for another column.',
          ],
        ]
  if (!textTypes.has(type)) return [[`'${type}' is not a type.`, `Use one of ${[...textTypes].join(', ')}.`]]
  return isText(column) ? [] : [[`is for texts, and this column is ${column.castType}.`, 'Remove it.']]
}

const isText = ({ baseType, dimensions }: ColumnModel): boolean =>
  dimensions === 0 && ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(baseType)

function fits(column: ColumnModel, value: string): boolean {
  const context = { timeZone: 'UTC', locale: 'en', now: new Date() }
  return valueTypeOf(column).schema(column, context).safeParse(value).success
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
