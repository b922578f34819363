import { lazy, type ReactElement, type ReactNode, useState } from 'react'
import type { RecordField, RecordPage, RecordSection } from '@/admin/client'
import { useFieldId } from './field-id'

export interface SectionsProps {
  page: Pick<RecordPage, 'sections' | 'tabbed'>
  draw: (field: RecordField) => ReactElement
  /** Messages by the names of inputs. */
  errors: ReadonlyMap<string, string>
  /** Whether the form was sent and not accepted. Default false. */
  isRefused?: boolean
}

/** Loaded if a form declares tabs. */
const SectionTabs = lazy(async () => ({ default: (await import('./section-tabs')).SectionTabs }))

/** The fields of a record in their sections. */
export function Sections(props: SectionsProps) {
  const { page, errors } = props
  if (page.tabbed && page.sections.length > 1) return <SectionTabs {...props} />
  return page.sections.map((section, index) => (
    <section key={section.label ?? index} className="section">
      {section.collapsed ? (
        <Folded section={section} errors={errors}>
          <SectionBody {...props} section={section} />
        </Folded>
      ) : (
        <>
          {section.label !== null && <h2>{section.label}</h2>}
          <SectionBody {...props} section={section} />
        </>
      )}
    </section>
  ))
}

/** How many fields of a section have an error. */
export const errorsIn = ({ fields }: RecordSection, errors: ReadonlyMap<string, string>): number =>
  fields.filter(({ meta }) => errors.has(meta.name)).length

interface FoldedProps extends Pick<SectionsProps, 'errors'> {
  section: RecordSection
  children: ReactNode
}

function Folded({ section, errors, children }: FoldedProps) {
  const hasErrors = errorsIn(section, errors) > 0
  // It stays open when its errors are corrected.
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className="folded"
      open={isOpen || hasErrors}
      // What is wrong stays in view, also if the section is folded again.
      onToggle={({ currentTarget }) => {
        if (hasErrors) currentTarget.open = true
        setOpen(currentTarget.open)
      }}
    >
      <summary>
        <h2>{section.label}</h2>
      </summary>
      {children}
    </details>
  )
}

/** What is below the heading of a section. */
export function SectionBody({ section, draw }: Pick<SectionsProps, 'draw'> & { section: RecordSection }) {
  const fieldId = useFieldId()
  return (
    <>
      {section.description !== null && <p className="section-note">{section.description}</p>}
      <div className="fields">
        {linesOf(section.fields).map((line) => {
          const [first] = line
          if (first === undefined || line.length === 1) return line.map(draw)
          return (
            <div key={fieldId(first.meta.name)} className="field-line">
              {line.map(draw)}
            </div>
          )
        })}
      </div>
    </>
  )
}

/** The fields, those of one line together. */
function linesOf(fields: readonly RecordField[]): RecordField[][] {
  const lines: RecordField[][] = []
  for (const field of fields) {
    const last = lines.at(-1)
    if (last !== undefined && field.line !== undefined && last[0]?.line === field.line) last.push(field)
    else lines.push([field])
  }
  return lines
}
