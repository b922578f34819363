import { briefLength, shortened } from '../fields/shown-text'
import { mayViewColumn } from '../permissions/columns-allowed'
import type { LoadedRecord } from '../query/load-record'
import type { ComputedField } from '../site/computed-field'
import type { AdminContext } from '../site/context'
import { safeLink } from '../site/safe-path'
import type { Admin } from '../site/site'
import { formName } from '../write/form-values'
import { namedColumn } from '../write/writable-columns'
import * as valueWords from '../words/values'
import { rowTexts } from './record-extras'
import type { RecordField, RecordSection } from './shapes/record'

const prefix = '~computed.'

/**
 * The sections with the declared computed fields: each after the field that it names, or at the end of the last section. Nothing is
 * computed from a column that the actor may not view, or from one that is masked.
 */
export async function withComputed(
  ctx: AdminContext,
  admin: Admin,
  { record, sections }: { record: LoadedRecord; sections: readonly RecordSection[] },
): Promise<RecordSection[]> {
  const declared = (admin.options.form?.computed ?? []).filter(({ reads }) =>
    reads.every((name) => {
      const column = namedColumn(admin.table.columns, name)
      return column !== undefined && !column.secret && column.mask === null && mayViewColumn(ctx, admin, column)
    }),
  )
  const fields = await Promise.all(declared.map((computed) => fieldFor(ctx, admin, { computed, record })))
  const placed = sections.map((section) => ({ ...section, fields: [...section.fields] }))
  for (const [index, { after }] of declared.entries()) {
    const field = fields[index]
    const column = after === undefined ? undefined : namedColumn(admin.table.columns, after)
    const name = column && formName(column)
    const home = placed.find((section) => section.fields.some(({ meta }) => meta.name === name)) ?? placed.at(-1)
    if (field === undefined || home === undefined) continue
    const at = home.fields.findIndex(({ meta }) => meta.name === name)
    // Several that follow the same field keep their order.
    const rest = home.fields.slice(at + 1).findIndex(({ meta }) => !meta.name.startsWith(prefix))
    home.fields.splice(at < 0 || rest < 0 ? home.fields.length : at + 1 + rest, 0, field)
  }
  return placed
}

async function fieldFor(
  ctx: AdminContext,
  admin: Admin,
  { computed, record }: { computed: ComputedField<never>; record: LoadedRecord },
): Promise<RecordField> {
  const { name, label, help, width = 'short' } = computed
  const shown = await valueOf(ctx, admin, { computed, record })
  return {
    meta: {
      name: `${prefix}${name}`,
      label,
      kind: 'text',
      rules: {},
      nullable: true,
      emptyIsValue: false,
      readOnly: true,
      width,
      ...(help === undefined ? {} : { help }),
    },
    value: null,
    ...shown,
    wholeHref: null,
  }
}

/** One that throws does not take the record's page down: its fault is in the log. */
async function valueOf(
  ctx: AdminContext,
  admin: Admin,
  { computed, record }: { computed: ComputedField<never>; record: LoadedRecord },
): Promise<Pick<RecordField, 'text' | 'href'>> {
  try {
    const row = rowTexts(ctx, admin, record)
    const value = await computed.value(row as never, { actor: ctx.actor, db: ctx.db })
    if (value === null) return { text: null, href: null }
    const { text, href } = typeof value === 'string' ? { text: value, href: null } : value
    return { text: shortened(text, briefLength), href: safeLink(href) }
  } catch (error) {
    console.error(`brolly: form.computed '${computed.name}' of ${admin.path} failed`, error)
    return { text: valueWords.unreadable, href: null }
  }
}
