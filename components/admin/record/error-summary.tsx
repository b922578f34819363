import type { Ref } from 'react'
import { ConfirmLink } from '../confirm-link'
import { useFieldId } from './field-id'

interface ErrorSummaryProps {
  ref: Ref<HTMLDivElement>
  message: string
  confirmHref?: string | undefined
  problems: { name: string; label: string; message: string }[]
}

/** All errors at the top, each with a link to its input. */
export function ErrorSummary({ ref, message, problems, confirmHref }: ErrorSummaryProps) {
  const fieldId = useFieldId()
  // What is wrong with one field alone is said beside its name.
  const isRepeated = problems.some((problem) => problem.message === message)
  return (
    <div ref={ref} className="summary notice danger" role="alert" tabIndex={-1}>
      <div>
        {!isRepeated && message} <ConfirmLink href={confirmHref} />
        {problems.length > 0 && (
          <ul>
            {problems.map(({ name, label, message: problem }) => (
              <li key={name}>
                <a href={`#${fieldId(name)}`}>{label}</a>: {problem}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
