import type { LoadedRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { extraFields } from '../write/extra-fields'
import * as tablesWords from '../words/tables'
import type { RecordPage, RecordSection } from './shapes/record'

interface ExtraInput {
  record: LoadedRecord | null
  mode: RecordPage['mode']
  sections: RecordSection[]
}

/** The sections of a form, with one of the fields that are no columns. A row that is only viewed has none. */
export function withExtra(ctx: AdminContext, admin: Admin, { record, mode, sections }: ExtraInput): RecordSection[] {
  const extra = mode === 'view' ? null : extraFields(ctx, admin, record)
  if (extra === null || extra.fields.length === 0) return sections
  const { description } = extra
  // A tab needs a name.
  const label = extra.label ?? (admin.options.form?.tabs ? tablesWords.further : null)
  const fields = extra.fields.map(({ meta, initial }) => ({
    meta,
    value: initial,
    text: null,
    href: null,
    wholeHref: null,
  }))
  return [...sections, { label, description, collapsed: false, fields }]
}
