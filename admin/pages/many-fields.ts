import { readJoined, readOthers } from '../query/many-rows'
import type { LoadedRecord } from '../query/load-record'
import { isLimited } from '../permissions/choices-allowed'
import { mayAct } from '../permissions/rows-allowed'
import { escapeName } from '../schema/keys'
import { inputName } from '../schema/input-name'
import type { ManyRow } from '../fields/field-meta'
import { byName } from '../schema/by-name'
import type { AdminContext } from '../site/context'
import type { ManyRelation } from '../site/many'
import type { WayIn } from '../site/ways-in'
import { adminPath, adminSlug, apiPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { mayAddRelated, mayOrderRelated, mayRemoveRelated, manyInForm, writableMany } from '../write/many/many-in-form'
import { keysIn, keysText, manyName } from '../write/many/posted-many'
import { parentValues } from '../write/many/stage-many'
import type { RecordField } from './shapes/record'
import * as words from '../words/many'

/** A form loads this many related rows; the others keep their place, and can be reached through the list. */
const mostLoaded = 200
const mostBeside = 50

interface Wanted {
  /** Null while adding. */
  record: LoadedRecord | null
  mode: 'add' | 'change' | 'view'
  /** By form name: the keys to begin with while adding. */
  values?: Readonly<Record<string, string | null>>
}

/** The fields of the relations that are declared in the form, with their related rows: one query each. */
export async function manyFields(
  ctx: AdminContext,
  admin: Admin,
  { record, mode, values = {} }: Wanted,
): Promise<Map<ManyRelation, RecordField>> {
  const relations = manyInForm(ctx, admin, record?.values ?? null)
  if (relations.length === 0) return new Map()
  const writable = mode === 'view' ? [] : writableMany(ctx, admin, record?.values ?? null)
  const fields = await Promise.all(
    relations.map(async (many) => {
      const readOnly = !writable.includes(many)
      if (mode === 'add' && readOnly) return []
      const rows = record
        ? await relatedRows(ctx, many, { record })
        : await chosenRows(ctx, many, keysIn(values[manyName(many)]))
      return [[many, manyField(ctx, many, { rows, readOnly, record })] as const]
    }),
  )
  return new Map(fields.flat())
}

interface Beginning {
  /** The query string of the add page. */
  given: ReadonlyMap<string, string>
  /** The row of which a copy is added. */
  source: LoadedRecord | null
}

/**
 * The rows that a new record begins with, by form name: `?topics=1,2` of the query string, or those of the row that is
 * copied.
 */
export async function chosenKeys(
  ctx: AdminContext,
  admin: Admin,
  { given, source }: Beginning,
): Promise<Record<string, string | null>> {
  const entries = await Promise.all(
    manyInForm(ctx, admin, null).map(async (many) => {
      const name = manyName(many)
      const { other, otherAdmin } = many.way.join
      const text = [name, many.way.child.table.exportName, otherAdmin.table.exportName, otherAdmin.path]
        .map((own) => given.get(own))
        .find((found) => found !== undefined)
      // The parts of a composite key are separated by commas themselves.
      if (text !== undefined) return [name, other.target.key.length === 1 ? text.replaceAll(',', ' ') : text] as const
      const rows = source ? await relatedRows(ctx, many, { record: source }) : []
      return [name, keysText(rows.slice(0, mostLoaded).map(({ key }) => key))] as const
    }),
  )
  return byName(entries)
}

/** The relation of a way in, to be edited beside the form of a record; null if this actor cannot edit it there. */
export async function manyBesideField(
  ctx: AdminContext,
  admin: Admin,
  { way, record }: { way: WayIn; record: Pick<LoadedRecord, 'values' | 'may'> },
): Promise<RecordField | null> {
  if (way.join === null || !record.may.change) return null
  const many = writableMany(ctx, admin, record.values).find((candidate) => candidate.way.name === way.name)
  if (!many || manyInForm(ctx, admin, record.values).includes(many)) return null
  const rows = await relatedRows(ctx, many, { record, most: mostBeside })
  return manyField(ctx, many, { rows, readOnly: false, record, most: mostBeside })
}

/** The related rows of a record, one more than a form shows if there are more. */
async function relatedRows(
  ctx: AdminContext,
  many: ManyRelation,
  { record, most = mostLoaded }: { record: Pick<LoadedRecord, 'values'>; most?: number },
): Promise<ManyRow[]> {
  const values = parentValues(many, record)
  if (values === null) return []
  const rows = await readJoined(ctx, many, { values, limit: most + 1 })
  const shown = rows.map(({ key, label, removable }) => ({ ...linkedRow(ctx, many, { key, label }), removable }))
  return many.position ? shown : shown.toSorted((a, b) => a.label.localeCompare(b.label))
}

async function chosenRows(ctx: AdminContext, many: ManyRelation, keys: readonly string[]): Promise<ManyRow[]> {
  const found = await readOthers(ctx, many, keys.slice(0, mostLoaded))
  return found.map(({ key, label }) => ({ ...linkedRow(ctx, many, { key, label }), removable: true }))
}

/** A relation as a field of no particular record, with these rows. */
export async function chosenField(
  ctx: AdminContext,
  many: ManyRelation,
  keys: readonly string[],
): Promise<RecordField> {
  return manyField(ctx, many, { rows: await chosenRows(ctx, many, keys), readOnly: false, record: null })
}

function linkedRow(ctx: AdminContext, { way }: ManyRelation, { key, label }: { key: string; label: string }) {
  const { otherAdmin } = way.join
  return { key, label, href: mayAct(ctx, otherAdmin, 'view') ? `${adminPath(ctx, otherAdmin)}/${key}` : null }
}

interface Shown {
  rows: readonly ManyRow[]
  readOnly: boolean
  record: Pick<LoadedRecord, 'values'> | null
  most?: number
}

/** One relation as a field of a form. */
function manyField(
  ctx: AdminContext,
  many: ManyRelation,
  { rows, readOnly, record, most = mostLoaded }: Shown,
): RecordField {
  const { otherAdmin } = many.way.join
  const shown = rows.slice(0, most)
  const value = keysText(shown.map(({ key }) => key))
  return {
    meta: {
      name: manyName(many),
      label: many.label,
      kind: 'relation',
      rules: {},
      nullable: true,
      emptyIsValue: false,
      readOnly,
      width: 'long',
      relation: {
        table: adminSlug(otherAdmin),
        singular: otherAdmin.singular,
        lookup: lookupOf(ctx, many, record),
        siblings: [],
        addHref: mayAct(ctx, otherAdmin, 'add') ? `${adminPath(ctx, otherAdmin)}/add` : null,
        openHref: null,
        forms: apiPath(ctx, `form/${adminSlug(otherAdmin)}`),
        mayChange: mayAct(ctx, otherAdmin, 'change'),
      },
      many: {
        input: many.input,
        rows: shown,
        more: rows.length > most ? words.notLoaded(most) : null,
        mayAdd: mayAddRelated(ctx, many),
        mayRemove: mayRemoveRelated(ctx, many),
        mayOrder: record !== null && mayOrderRelated(ctx, many),
      },
    },
    value,
    text: value === null ? null : shown.map(({ label }) => label).join(', '),
    href: null,
    wholeHref: null,
  }
}

/**
 * Where to search for rows to add: the look-up of the join table's column, restricted to the values that both sides share,
 * such as a tenant. A declared limit may depend on this record.
 */
function lookupOf(ctx: AdminContext, { way }: ManyRelation, record: Shown['record']): string {
  const { other } = way.join
  const column = other.columns.toReversed().find((candidate) => !way.columns.includes(candidate)) ?? other.columns[0]
  const shared = other.columns.flatMap((candidate) => {
    const at = way.columns.indexOf(candidate)
    const value = record?.values[way.parentColumns[at]?.key ?? ''] ?? null
    return at < 0 || value === null ? [] : [[`with.${inputName(candidate.name)}`, value] as const]
  })
  const known = way.columns.flatMap((candidate, at) => {
    const value = record?.values[way.parentColumns[at]?.key ?? ''] ?? null
    return value === null ? [] : [[`value.${inputName(candidate.name)}`, value] as const]
  })
  return withQuery(apiPath(ctx, `lookup/${adminSlug(way.child)}`), [
    ['column', escapeName(column?.name ?? '')],
    ...shared,
    ...(isLimited(way.child, other) ? known : []),
  ])
}
