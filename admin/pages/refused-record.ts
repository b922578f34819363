import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import { adminSlug } from '../site/paths'
import type { Admin } from '../site/site'
import { ConflictError, type RecordConflict } from '../write/conflict'
import { formName, postedBase, postedForm, type Entries } from '../write/form-values'
import { partColumn, withKnownParts } from '../write/posted-parts'
import * as words from '../words/save'
import type { PostedRowState, RecordFormState } from './shapes/record'

interface RefusedForm {
  entries: Entries
  /** What to say on top. */
  message: string | null
  /** Undefined where it did not come so far that the table was found. */
  admin: Admin | undefined
  /** Null where it did not come so far that it was known who asks. */
  ctx: AdminContext | null
  /** A script still has what was typed in the inputs. */
  scripted: boolean
}

/** The form again, with what is wrong and all that was typed; on a conflict with both sides' changes already put together. */
export function refusedRecord(
  error: unknown,
  { entries, message, admin, ctx, scripted }: RefusedForm,
): RecordFormState {
  // What was too large to take is too large to hand back; with a script the inputs still hold it.
  const isTooLarge = error instanceof AdminError && error.code === 'TOO_LARGE'
  const parts = isTooLarge ? [] : partsOf(ctx, admin, entries)
  const conflicts = error instanceof ConflictError ? error.rows : {}
  const typed = parts.flatMap(({ prefix, own, of }) => prefixed(prefix, typedValues(withKnownParts(ctx, of, own))))
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
 * The form again as it was sent, with one more blank row in the inline that `~add` names: how a row is added without
 * JavaScript. Nothing is saved.
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

/** The inputs of the record itself, with an empty prefix, or of one row of an inline, under the names that they have there. */
interface FormPart {
  prefix: string
  of: Admin | undefined
  own: Entries
}

/** `~null.order_items.3.gift_note`: what is put before, the row's prefix (of a row of a row too), the name within the row. */
const rowInput = /^(~null\.|~choose\.)?((?:.+?\.\d{1,6}\.){1,2})(~.*|[^.]*)$/su

function partsOf(ctx: AdminContext | null, admin: Admin | undefined, entries: Entries): FormPart[] {
  const byPrefix = new Map<string, [string, unknown][]>([['', []]])
  for (const [name, value] of entries) {
    const [, before = '', prefix, own = ''] = /^[~$](?!null\.|choose\.)/u.test(name) ? [] : (rowInput.exec(name) ?? [])
    const part = byPrefix.get(prefix ?? '') ?? []
    part.push(prefix === undefined ? [name, value] : [`${before}${own}`, value])
    byPrefix.set(prefix ?? '', part)
  }
  return [...byPrefix].map(([prefix, own]) => ({ prefix, own, of: prefix === '' ? admin : rowAdmin(ctx, prefix) }))
}

/** Whose rows have this prefix: the last table that it names. */
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
  for (const [at, side] of Object.entries(rows)) take(`${at}.`, side)
  return { ...state, errors: {}, values, conflict }
}

/** A typed password or key is not sent back, into pages and logs; without a script it has to be typed again, which is said. */
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
    /^[~$]/u.test(name) || typeof value !== 'string'
      ? []
      : [[name, names.has(`~null.${name}`) && value === '' ? null : value]],
  )
  // Of all inputs only a box that is not ticked is not sent.
  const unticked = Object.keys(postedBase(postedForm(entries))).filter((name) => !names.has(name))
  return Object.fromEntries([...unticked.map((name): [string, string] => [name, 'false']), ...typed])
}
