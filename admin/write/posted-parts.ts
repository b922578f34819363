import { AdminError } from '../errors'
import { withLineFeeds } from '../fields/line-ends'
import { blankPart, readParts } from '../fields/parts'
import { columnsAllowed } from '../permissions/columns-allowed'
import type { ColumnModel } from '../schema/model'
import type { FieldMeta } from '../fields/field-meta'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName, postedBase, postedForm, type Entries } from './form-values'
import * as words from '../words/save'

/** The inputs of a composite value's parts, `~part.address.zip`, and their NULL checkboxes. */
const partName = /^(?:~null\.)?~part\.([^.]+)\./u

/** The form name of the column whose part an input has this name; undefined for any other input. */
export const partColumn = (name: string): string | undefined => partName.exec(name)?.[1]

type Asking = Pick<AdminContext, 'actor'>

/**
 * Combines the part inputs of each composite value into one text under its column's name.
 *
 * @throws {AdminError} `INVALID` if the parts do not match the type: a missing one would be cleared.
 */
export function withJoinedParts(ctx: Asking, admin: Admin, entries: Entries): Entries {
  return joined(ctx, admin, {
    entries,
    otherwise: (column) => {
      throw new AdminError('INVALID', words.partsChanged(column.label))
    },
  })
}

/**
 * The same for showing the form again: if the parts do not match, the value is the one that the form was loaded with.
 */
export function withKnownParts(ctx: Asking | null, admin: Admin | undefined, entries: Entries): Entries {
  if (!ctx || !admin) return entries
  const base = postedBase(postedForm(entries))
  return joined(ctx, admin, { entries, otherwise: (column) => base[formName(column)] ?? '' })
}

interface Parted {
  entries: Entries
  /** The text of a value whose parts do not match. */
  otherwise: (column: ColumnModel) => string
}

function joined(ctx: Asking, admin: Admin, { entries, otherwise }: Parted): Entries {
  const sent = new Set(entries.flatMap(([name]) => partColumn(name) ?? []))
  const composites = columnsAllowed(ctx, admin).filter((column) => column.type.composed && sent.has(formName(column)))
  if (composites.length === 0) return entries
  const form = new Map(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
  const texts = composites.map((column): [string, string] => {
    const meta = { ...composite, name: formName(column), parts: column.type.meta(column).parts ?? [] }
    return [meta.name, isWhole(meta, form) ? (readParts(meta, readerOf(form)) ?? '') : otherwise(column)]
  })
  const names = new Set(texts.map(([name]) => name))
  return [...entries.filter(([name]) => !names.has(partColumn(name) ?? name)), ...texts]
}

/** Whether the form has exactly one input for each part. An unticked checkbox is not sent. */
function isWhole(meta: FieldMeta, form: ReadonlyMap<string, string>): boolean {
  const inputs = inputsOf(meta)
  const names = new Set(inputs.map(({ name }) => name))
  const isSent = ({ name, ...part }: FieldMeta) => form.has(name) || blankPart(part) === 'false'
  const prefix = `~part.${meta.name}.`
  return inputs.every(isSent) && [...form.keys()].every((name) => !name.startsWith(prefix) || names.has(name))
}

const inputsOf = (meta: FieldMeta): FieldMeta[] => (meta.parts ? meta.parts.flatMap(inputsOf) : [meta])

const readerOf = (form: ReadonlyMap<string, string>) => ({
  text: ({ name }: FieldMeta) => {
    const text = form.get(name)
    return text === undefined ? null : withLineFeeds(text)
  },
  nulled: ({ name }: FieldMeta) => form.has(`~null.${name}`),
})

const composite: FieldMeta = {
  name: '',
  label: '',
  kind: 'composite',
  rules: {},
  nullable: true,
  emptyIsValue: true,
  readOnly: false,
  width: 'long',
}
