'use client'

import type { RecordFormState, RecordPage } from '@/admin/client'
import { FieldValue } from './field-value'
import { firstLines } from './inlines/inline-lines'
import { InlineSection } from './inlines/inline-section'

const asLoaded: RecordFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }
const noErrors: ReadonlyMap<string, string> = new Map()

/** The values of a record, for a user who may not change it. */
export function RecordView({ page }: { page: RecordPage }) {
  return (
    <>
      {page.sections.map((section, index) => (
        <section key={section.label ?? index} className="section">
          {section.label !== null && <h2>{section.label}</h2>}
          {section.description !== null && <p>{section.description}</p>}
          <div className="fields">
            {section.fields.map((field) => (
              <FieldValue key={field.meta.name} field={field} />
            ))}
          </div>
        </section>
      ))}
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
