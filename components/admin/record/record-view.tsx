'use client'

import type { RecordFormState, RecordPage } from '@/admin/client'
import { FieldValue } from './field-value'
import { firstLines } from './inlines/inline-lines'
import { Sections } from './sections'
import { InlineSection } from './inlines/inline-section'

const asLoaded: RecordFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }
const noErrors: ReadonlyMap<string, string> = new Map()

/** The values of a record, for a user who may not change it. */
export function RecordView({ page }: { page: RecordPage }) {
  return (
    <>
      <Sections page={page} draw={(field) => <FieldValue key={field.meta.name} field={field} />} errors={noErrors} />
      {firstLines(page.inlines, { state: asLoaded, token: '' }).map((found) => (
        <InlineSection
          key={found.name}
          found={found}
          errors={noErrors}
          field={(field) => <FieldValue key={field.meta.name} field={field} />}
          work={null}
        />
      ))}
    </>
  )
}
