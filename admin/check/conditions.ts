import { byName } from '../schema/by-name'
import type { Actor } from '../site/context'
import type { AnyField } from '../site/field-options'
import type { InlineDeclaration } from '../site/inline'
import type { Admin, Site } from '../site/site'
import { nearest } from './names'
import type { Problem } from './problem'

type Fields = Readonly<Record<string, AnyField | undefined>>

const conditionsOf = (admin: Admin) =>
  Object.entries((admin.options.form?.fields ?? {}) as Fields).flatMap(([name, field]) =>
    (['visible', 'readOnly'] as const).flatMap((option) => {
      const condition = field?.[option]
      return condition === undefined ? [] : [{ name, option, condition }]
    }),
  )

/** Conditions of fields that name no column, or that depend on the field itself; and functions where browsers cannot ask. */
export function wrongConditions(site: Site, admin: Admin): Problem[] {
  return [...unknownInWhen(admin), ...unaskedInInlines(site, admin)]
}

function unknownInWhen(admin: Admin): Problem[] {
  const keys = admin.table.columns.map(({ key }) => key)
  return conditionsOf(admin).flatMap(({ name, option, condition }): Problem[] => {
    if (typeof condition === 'function') return []
    const own = admin.table.columns.find(({ key, link }) => key === name || link?.name === name)?.key
    const problem = (message: string, hint: string): Problem => ({
      id: 'brolly.E046',
      level: 'error',
      where: `${admin.path}: form.fields.${name}.${option}`,
      message,
      hint,
    })
    const { when } = condition as { when?: unknown }
    if (typeof when !== 'object' || when === null)
      return [problem('is neither a function nor { when: … }.', 'Write { when: { status: ["shipped"] } }.')]
    return Object.keys(when).flatMap((key) => {
      if (!keys.includes(key))
        return [problem(`depends on '${key}', which is not a column of '${admin.path}'.`, near(key, keys))]
      return key === own ? [problem('depends on the field itself.', 'Name another column.')] : []
    })
  })
}

function near(name: string, keys: readonly string[]): string {
  const found = nearest(name, keys)
  return found === undefined ? `Its columns are ${keys.join(', ')}.` : `Did you mean '${found}'?`
}

/** A row of an inline has no form of its own that a browser could ask about. */
function unaskedInInlines(site: Site, declaring: Admin): Problem[] {
  const within = (declared: unknown, option: string): Problem[] =>
    !Array.isArray(declared)
      ? []
      : (declared as readonly InlineDeclaration[]).flatMap(({ table, options }, index) => {
          const model = site.schema.bySource(table)
          if (!model) return []
          const at = `${option}[${index}]`
          const { columns } = options
          const isShown = (name: string) => !Array.isArray(columns) || columns.includes(name as never)
          const asked = conditionsOf(site.adminOf(model)).filter(
            ({ name, condition }) => typeof condition === 'function' && isShown(name),
          )
          return [
            ...asked.map((found): Problem => ({
              id: 'brolly.E046',
              level: 'error',
              where: `${declaring.path}: ${at}`,
              message: `has the field '${found.name}', whose '${found.option}' is a function, which rows of an inline cannot follow.`,
              hint: 'Use { when: … } for it, or list other columns.',
            })),
            ...within(options.inlines, `${at}.inlines`),
          ]
        })
  return within(declaring.options.form?.inlines, 'form.inlines')
}

/** Calls conditions that are functions as a form to add a row would, each with its option's name. */
export function conditionCalls(admin: Admin, actor: Actor): [option: string, work: () => void][] {
  const values = byName(admin.table.columns.map(({ key }): [string, null] => [key, null]))
  return conditionsOf(admin).flatMap(({ name, option, condition }): [string, () => void][] => {
    if (typeof condition !== 'function') return []
    const call = condition as (request: object) => unknown
    const work = () => {
      const read = new Proxy(values, {
        get: (target, key) => {
          if (typeof key === 'string' && !Object.hasOwn(target, key))
            throw new Error(`it reads '${key}', which is no column`)
          return Reflect.get(target, key) as unknown
        },
      })
      const answer = call({ actor, record: null, values: read })
      if (typeof answer !== 'boolean') throw new Error(`it returned ${String(answer)} instead of true or false`)
    }
    return [[`form.fields.${name}.${option}`, work]]
  })
}
