import { aliasedTable } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { makeActor, noAccount } from '../accounts/actor'
import { type OptionRequest, verbs } from '../site/admin'
import { declaredFilters } from '../site/declared-filter'
import type { Admin, Site } from '../site/site'
import { conditionCalls } from './conditions'
import { fieldConditions } from './fields'
import { inlineFunctions } from './inlines'
import type { Problem } from './problem'
import { rowFunctions } from './record-tools'

/** An actor without any permissions: a rule must have an answer for every actor. */
const anyone = makeActor({
  id: noAccount,
  email: 'check',
  isSuperuser: false,
  groups: [],
  grants: [],
})

/** Conditions of filters, each with the first of its choices. */
function filterFunctions(admin: Admin, table: () => PgTable): { option: string; call: () => unknown }[] {
  return declaredFilters(admin.options).flatMap(({ id, where, choices }) => {
    const value = Array.isArray(choices) ? choices[0]?.value : undefined
    if (value === undefined) return []
    return [{ option: `list.filters '${id}'.where`, call: () => where(value, table(), { actor: anyone }) }]
  })
}

/**
 * Functions of a declaration that throw as soon as they are called. Each is called as a page would call it, where an
 * error would lead to a refusal or an error page without an obvious reason.
 */
export function failingFunctions(site: Site, admin: Admin): Problem[] {
  const { label, list, form, record, permissions } = admin.options
  // Views receive their view; the erased type only knows tables.
  const table = () => aliasedTable(admin.table.source as PgTable, 't')
  const request = { actor: anyone, record: null }
  const found: Problem[] = []
  const attempt = <T>(option: string, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      found.push(failing(admin, option, error))
      return undefined
    }
  }
  if (typeof label === 'function') attempt('label', () => label(table()))
  const columns = list?.columns
  const listed = typeof columns === 'function' ? attempt('list.columns', () => columns(request)) : columns
  for (const [index, column] of (listed ?? []).entries())
    if (typeof column === 'object') attempt(`list.columns[${index}].value`, () => column.value(table()))
  const ofRequest: [option: string, value: unknown][] = [
    ['list.editable', list?.editable],
    ['form.sections', form?.sections],
    ['form.readOnly', form?.readOnly],
    ['form.inlines', form?.inlines],
    ...inlineFunctions(form?.inlines, 'form.inlines'),
    ['record.neighbours', record?.neighbours],
    ['record.tools', record?.tools],
    ['record.tabs', record?.tabs],
  ]
  for (const [option, value] of ofRequest)
    if (typeof value === 'function') attempt(option, () => (value as (given: OptionRequest) => unknown)(request))
  for (const [option, work] of fieldConditions(site, admin, anyone)) attempt(option, work)
  for (const { option, call } of [...filterFunctions(admin, table), ...rowFunctions(admin, request)])
    attempt(option, call)
  for (const [option, work] of conditionCalls(admin, anyone)) attempt(option, work)
  for (const verb of verbs) {
    const rule = permissions?.[verb]
    if (rule) attempt(`permissions.${verb}`, () => rule(anyone, table()))
  }
  for (const [key, rule] of Object.entries(permissions?.fields ?? {}))
    for (const verb of ['view', 'change'] as const)
      if (typeof rule?.[verb] === 'function') attempt(`permissions.fields.${key}.${verb}`, () => rule[verb]?.(anyone))
  return found
}

function failing(admin: Admin, option: string, error: unknown): Problem {
  const cause = error instanceof Error && error.name === 'DeclarationError' ? error.cause : error
  return {
    id: 'brolly.E017',
    level: 'error',
    where: `${admin.path}: ${option}`,
    message: `throws when called: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'It is also called without a record, and for users without groups.',
  }
}
