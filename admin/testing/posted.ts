import type { PgTable } from 'drizzle-orm/pg-core'
import { errorCodes, type AdminError } from '../errors'
import { translateReadError } from '../postgres/errors'
import type { FormDone, ListDone } from '../pages/shapes/forms'
import type { RecordFormState } from '../pages/shapes/record'
import type { RecordConflict } from '../write/conflict'
import type { Admin } from '../site/site'
import { formName } from '../write/form-values'

/** What is typed into a field, chosen or ticked; null is NULL. */
export type Typed = string | number | bigint | boolean | null

/** By the column's property in the schema. */
export type TypedValues<Table> = Table extends PgTable
  ? { readonly [Column in keyof Table['_']['columns']]?: Typed }
  : Readonly<Record<string, Typed>>

/** The result of submitting a form. */
export interface Posted {
  /** 303 if it was accepted; 200 for the form again; 403 and 404 for a refusal. */
  status: 303 | 200 | 403 | 404
  /** The next page; null if the page stays. */
  location: string | null
  /** The message on the next page, or what is wrong. */
  message: string | null
  /** The problem of each field, by the column's property. */
  errors: Readonly<Record<string, string>>
  /** The values in the form shown again, by the column's property; null if nothing has to be corrected. */
  values: Readonly<Record<string, string | null>> | null
  /** Another user saved first: both sides, by form name, as the conflict page shows them. */
  conflict: RecordConflict | null
  /** The row's key as in URLs, after it was saved. */
  key: string | null
}

const nothing: Posted = {
  status: 200,
  location: null,
  message: null,
  errors: {},
  values: null,
  conflict: null,
  key: null,
}

export const postedDone = ({ notice, href }: FormDone | ListDone, key: string | null = null): Posted => ({
  ...nothing,
  status: 303,
  location: href,
  message: notice?.text ?? null,
  key,
})

export const postedNotice = (message: string | null): Posted => ({ ...nothing, message })

/** A user who is not logged in is sent to the login page, and returns afterwards. */
export const postedByStranger = (path: string): Posted => ({
  ...nothing,
  status: 303,
  location: `/admin/-/login?next=${encodeURIComponent(path)}`,
})

/**
 * A failure that the page would show as a message. Any other error is thrown, so that a test shows it completely.
 *
 * @param form Creates the form again, with the message at the top.
 */
export function postedRefusal(error: unknown, form: (message: string) => RecordFormState | null, admin: Admin): Posted {
  const known = translateReadError(error)
  if (!known || !errorCodes[known.code].shown) throw error
  const state = form(known.message)
  return {
    ...nothing,
    status: statusOf(known),
    message: known.message,
    errors: byProperty(admin, state?.errors ?? {}),
    values: state?.values ? byProperty(admin, state.values) : null,
    conflict: state?.conflict ?? null,
  }
}

function statusOf({ code }: AdminError): Posted['status'] {
  return code === 'FORBIDDEN' || code === 'NOT_FOUND' ? errorCodes[code].status : 200
}

/** Forms use SQL names; tests use the properties of the schema. */
function byProperty<Value>(admin: Admin, values: Readonly<Record<string, Value>>): Record<string, Value> {
  const keys = new Map(admin.table.columns.map((column) => [formName(column), column.key]))
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [keys.get(name) ?? name, value]))
}

/** @throws {Error} for a property that the table does not have. */
export function typedByFormName(admin: Admin, values: Readonly<Record<string, Typed | undefined>>) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const column = admin.table.columns.find((candidate) => candidate.key === key)
      if (!column) throw new Error(`${admin.path} has no column ${key}.`)
      return value === undefined ? [] : [[formName(column), value === null ? null : String(value)]]
    }),
  )
}
