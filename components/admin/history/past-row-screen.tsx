import type { PastField, PastRowPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import * as shared from '../../words/shared'
import * as words from '../../words/history'

/** A row as it was, beside what is different now. */
export function PastRowScreen({ page }: { page: PastRowPage }) {
  const { title, sentence, atExact, fields, historyHref, recordHref, putBackHref } = page
  const isDifferent = fields.some(({ differs }) => differs)
  return (
    <div className="page">
      <div className="entries">
        <div className="page-head">
          <h1 title={atExact}>{title}</h1>
          <div className="buttons">
            {recordHref !== null && <ButtonLink href={recordHref}>{words.openRecord}</ButtonLink>}
            <ButtonLink href={historyHref}>{words.history}</ButtonLink>
            {putBackHref !== null && (
              <ButtonLink variant="primary" href={putBackHref}>
                {recordHref === null ? words.restoreAll : words.putBackAll}
              </ButtonLink>
            )}
          </div>
        </div>
        <p className="lead">
          {sentence}. {isDifferent && words.differsNote}
        </p>
        <table className="grid-table past-row">
          <thead>
            <tr>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.then}</th>
              {isDifferent && <th scope="col">{words.now}</th>}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <Row key={field.label} field={field} isDifferent={isDifferent} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Row({ field: { label, then, now, differs, href }, isDifferent }: { field: PastField; isDifferent: boolean }) {
  return (
    <tr className={differs ? 'past-differs' : undefined}>
      <th scope="row">{label}</th>
      <td dir="auto">
        {href === null || then === null ? (
          <Text text={then} />
        ) : (
          <a className="link" href={href}>
            {then}
          </a>
        )}
      </td>
      {isDifferent && <td dir="auto">{differs && <Text text={now} />}</td>}
    </tr>
  )
}

function Text({ text }: { text: string | null }) {
  if (text === null) return <span className="null">{shared.nullValue}</span>
  if (text === '') return <span className="null">{shared.emptyValue}</span>
  return text
}
