import { withLineFeeds } from '../fields/line-ends'
import { readParts } from '../fields/parts'
import type { FieldMeta } from '../screen/field'
import type { Admin } from '../site/site'
import { formName } from './form-values'
import type { Entries } from './post-record'

/** The inputs of a composite value's parts, `~part.address.zip`, and their NULL boxes. */
const partName = /^(?:~null\.)?~part\.([^.]+)\./u

/** A form in which each composite value, that came as the inputs of its parts, is one text under its column's name. */
export function withJoinedParts(admin: Admin | undefined, entries: Entries): Entries {
  const sent = new Set(entries.flatMap(([name]) => partName.exec(name)?.[1] ?? []))
  const composites = (admin?.table.columns ?? []).filter(
    (column) => column.type.kind === 'composite' && sent.has(formName(column)),
  )
  if (composites.length === 0) return entries
  const form = new Map(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
  const reader = {
    text: ({ name }: FieldMeta) => {
      const text = form.get(name)
      return text === undefined ? null : withLineFeeds(text)
    },
    nulled: ({ name }: FieldMeta) => form.has(`~null.${name}`),
  }
  const joined = composites.map((column) => {
    const name = formName(column)
    const text = readParts({ ...composite, name, parts: column.type.meta(column).parts ?? [] }, reader)
    return [name, text ?? ''] as const
  })
  const names = new Set(joined.map(([name]) => name))
  return [...entries.filter(([name]) => !names.has(partName.exec(name)?.[1] ?? name)), ...joined]
}

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
