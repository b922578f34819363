import { AdminError } from '../errors'
import { isPageName } from '../schema/input-name'
import type { AdminContext } from '../site/context'
import { adminSlug } from '../site/paths'
import type { Admin } from '../site/site'
import { ConflictError, type RecordConflict } from '../write/conflict'
import { formName, postedBase, postedForm, type Entries } from '../write/form-values'
import { withJoinedMany } from '../write/many/posted-many'
import { extraPrefix } from '../write/extra-fields'
import { partColumn, withKnownParts } from '../write/posted-parts'
import * as words from '../words/save'
import type { PostedRowState, RecordFormState } from './shapes/record'

interface RefusedForm {
  entries: Entries
  /** The message at the top. */
  message: string | null
  /** Undefined if the request failed before the table was found. */
  admin: Admin | undefined
  /** Null if the request failed before the actor was known. */
  ctx: AdminContext | null
  /** With JavaScript the inputs still contain what was typed. */
  scripted: boolean
}

/**
 * The form again, with the problems and everything that was typed. On a conflict, both sides' changes are already
 * merged.
 */
export function refusedRecord(
  error: unknown,
  { entries, message, admin, ctx, scripted }: RefusedForm,
): RecordFormState {
  // A form that was too large to accept is too large to return; with JavaScript the inputs still contain it.
  const isTooLarge = error instanceof AdminError && error.code === 'TOO_LARGE'
  const parts = isTooLarge ? [] : partsOf(ctx, admin, entries)
  const conflicts = error instanceof ConflictError ? error.rows : {}
  const typed = parts.flatMap(({ prefix, own, of }) =>
    prefixed(prefix, typedValues(withKnownParts(ctx, of, prefix === '' ? withJoinedMany(ctx, of, own) : own))),
  )
  const state: RecordFormState = {
    message,
    errors: error instanceof AdminError ? { ...error.fields } : {},
    values: isTooLarge ? null : Object.fromEntries(typed),
    conflict: null,
    rows: parts.flatMap((part) => (part.prefix === '' ? [] : [rowState(part, conflicts[part.prefix.slice(0, -1)])])),
  }
  const secrets = new Set(
    parts.flatMap(({ prefix, of }) =>
      (of?.table.columns ?? []).filter((column) => column.secret).map((column) => `${prefix}${formName(column)}`),
    ),
  )
  return withoutSecrets(error instanceof ConflictError ? merged(state, error) : state, { secrets, scripted })
}

/**
 * The posted form with one more blank row in the inline named by `~add`. This is how rows are added without JavaScript.
 * Nothing is saved.
 */
export function withBlankRow(ctx: AdminContext, admin: Admin, entries: Entries): RecordFormState {
  const state = refusedRecord(null, { entries, message: null, admin, ctx, scripted: false })
  const name = postedForm(entries).get('~add') ?? ''
  const numbers = state.rows.flatMap(({ prefix }) => {
    const number = prefix.startsWith(`${name}.`) ? prefix.slice(name.length + 1, -1) : ''
    return /^\d+$/u.test(number) ? [Number(number)] : []
  })
  const prefix = `${name}.${Math.max(-1, ...numbers) + 1}.`
  const blank = { prefix, key: '', version: '', base: '', token: '', removed: false, conflict: null }
  return { ...state, rows: [...state.rows, blank] }
}

/** The inputs of the record itself (with an empty prefix) or of one row of an inline, without the prefix of the row. */
interface FormPart {
  prefix: string
  of: Admin | undefined
  own: Entries
}

/** An input of the page without a value to keep, or one that Next.js adds to forms. */
const isOwn = (name: string) => name.startsWith('$') || (isPageName(name) && !name.startsWith(extraPrefix))

/** The parts of `~null.order_items.3.gift_note`: the lead, the prefix of the row or nested row, the name within the row. */
const rowInput = /^(~null\.|~choose\.)?((?:.+?\.\d{1,6}\.){1,2})(~.*|[^.]*)$/su

function partsOf(ctx: AdminContext | null, admin: Admin | undefined, entries: Entries): FormPart[] {
  const byPrefix = new Map<string, [string, unknown][]>([['', []]])
  for (const [name, value] of entries) {
    const [, before = '', prefix, own = ''] =
      isOwn(name) && !/^~(?:null|choose)\./u.test(name) ? [] : (rowInput.exec(name) ?? [])
    const part = byPrefix.get(prefix ?? '') ?? []
    part.push(prefix === undefined ? [name, value] : [`${before}${own}`, value])
    byPrefix.set(prefix ?? '', part)
  }
  return [...byPrefix].map(([prefix, own]) => ({ prefix, own, of: prefix === '' ? admin : rowAdmin(ctx, prefix) }))
}

/** The table that an input belongs to, and its name there: of the record itself, or of a row of an inline. */
export function adminOfInput(ctx: AdminContext, admin: Admin, name: string): { of: Admin | undefined; own: string } {
  const [, , prefix, own = name] = rowInput.exec(name) ?? []
  return { of: prefix === undefined ? admin : rowAdmin(ctx, prefix), own }
}

/** The admin of the rows with this prefix: the last table that it names. */
function rowAdmin(ctx: AdminContext | null, prefix: string): Admin | undefined {
  const [slug] = (prefix.split(/\.\d{1,6}\./u).at(-2) ?? '').split('@')
  return ctx?.site.admins.find((candidate) => adminSlug(candidate) === slug)
}

const prefixed = (prefix: string, values: Readonly<Record<string, string | null>>) =>
  Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value] as const)

function rowState({ prefix, own }: FormPart, conflict: RecordConflict | undefined): PostedRowState {
  const form = postedForm(own)
  const text = (name: string) => form.get(name) ?? ''
  return {
    prefix,
    key: text('~key'),
    version: conflict?.version ?? text('~version'),
    base: conflict?.base ?? text('~base'),
    token: text('~token'),
    removed: form.has('~delete'),
    conflict: conflict ?? null,
  }
}

function merged(state: RecordFormState, { conflict, rows }: ConflictError): RecordFormState {
  const values = { ...state.values }
  const take = (prefix: string, side: RecordConflict) => {
    for (const row of side.rows)
      values[`${prefix}${row.name}`] = row.changedBy === 'them' ? row.theirsValue : row.mineValue
  }
  if (conflict) take('', conflict)
  for (const [prefix, side] of Object.entries(rows)) take(`${prefix}.`, side)
  return { ...state, errors: {}, values, conflict }
}

/**
 * A typed password or key is not sent back, where it could end up in pages and logs. Without JavaScript the user has to
 * type it again, which a message says.
 */
function withoutSecrets(
  state: RecordFormState,
  { secrets, scripted }: { secrets: ReadonlySet<string>; scripted: boolean },
): RecordFormState {
  const typed = Object.entries(state.values ?? {}).filter(([name, value]) => secrets.has(name) && value)
  if (typed.length === 0 || state.values === null) return state
  const again = scripted ? {} : Object.fromEntries(typed.map(([name]) => [name, words.typeAgain]))
  const values = Object.fromEntries(Object.entries(state.values).filter(([name]) => !secrets.has(name)))
  return { ...state, values, errors: { ...again, ...state.errors } }
}

function typedValues(entries: Entries): Record<string, string | null> {
  const names = new Set(entries.flatMap(([name]) => [name, partColumn(name) ?? name]))
  const typed = entries.flatMap(([name, value]): [string, string | null][] =>
    isOwn(name) || typeof value !== 'string' ? [] : [[name, names.has(`~null.${name}`) && value === '' ? null : value]],
  )
  // An unticked checkbox is the only input that is not sent.
  const unticked = Object.keys(postedBase(postedForm(entries))).filter((name) => !names.has(name))
  return Object.fromEntries([...unticked.map((name): [string, string] => [name, 'false']), ...typed])
}
