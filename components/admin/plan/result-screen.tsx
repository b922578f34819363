import { Download } from 'lucide-react'
import type { ResultPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as shared from '../../words/shared'
import * as undoWords from '../../words/undo'

/** What an action says after it was done, on a page of its own. */
export function ResultScreen({ page, backHref }: { page: ResultPage; backHref: string }) {
  return (
    <div className="page">
      <div className="confirm">
        <div className="page-head">
          <h1>{page.title}</h1>
        </div>
        <ResultBody page={page} />
        <div className="buttons">
          <ButtonLink href={backHref} large>
            {shared.back}
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}

/** The message, the file and the table of a result. */
export function ResultBody({ page: { message, table, download, undoHref } }: { page: ResultPage }) {
  return (
    <>
      <Notice tone="success">
        {message}
        {undoHref !== null && (
          <a className="flash-undo" href={undoHref}>
            {undoWords.undo}
          </a>
        )}
      </Notice>
      {download !== null && (
        <div className="buttons">
          <ButtonLink href={download.href} download={download.name} variant="primary" large>
            <Download aria-hidden />
            {download.name}
          </ButtonLink>
        </div>
      )}
      {table !== null && (
        <table className="grid-table">
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th key={`${index} ${column}`} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td key={at}>{cell ?? <span className="null">{shared.nullValue}</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
