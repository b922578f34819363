'use client'

import type { MergePage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { sendForm } from '../../ui/send-form'
import { Hidden } from '../list/list-parameters'
import * as shared from '../../words/shared'
import * as words from '../../words/merge'
import type { BulkScreenProps } from './bulk-screen'

/** Chooses which row stays, and the value of each column in which they differ. */
export function MergeScreen({
  page,
  action,
  cancelHref,
  hidden,
  notice,
}: Omit<BulkScreenProps, 'page'> & { page: MergePage }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{page.title}</h1>
      </div>
      {notice !== null && (
        <div className="notices">
          <Notice tone="danger">{notice}</Notice>
        </div>
      )}
      <p className="lead">{words.lead}</p>
      <form action={action} onSubmit={(event) => sendForm(event, action)}>
        <Hidden parameters={hidden} />
        <div className="merge-table">
          <table className="grid-table">
            <thead>
              <tr>
                <th scope="col">{words.column}</th>
                {page.rows.map(({ key, label, href }) => (
                  <th key={key} scope="col">
                    <a className="prose-link" href={href}>
                      <bdi>{label}</bdi>
                    </a>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">{words.stays}</th>
                {page.rows.map(({ key, label }) => (
                  <td key={key}>
                    <label>
                      <input
                        type="radio"
                        name="~survivor"
                        value={key}
                        defaultChecked={key === page.survivor}
                        aria-label={words.staysOf(label)}
                      />
                      {words.stays}
                    </label>
                  </td>
                ))}
              </tr>
              {page.columns.map((column) => (
                <Values key={column.name} column={column} rows={page.rows} />
              ))}
            </tbody>
          </table>
        </div>
        <p className="muted">{words.sameValues}</p>
        <label className="merge-clash">
          <input type="checkbox" name="~clash" value="delete" defaultChecked={page.deleteClashing} />
          {words.clash}
        </label>
        <div className="buttons">
          <Button type="submit" name="~step" value="review" variant="primary" large>
            {page.button}
          </Button>
          <ButtonLink href={cancelHref} large>
            {shared.cancel}
          </ButtonLink>
        </div>
      </form>
    </div>
  )
}

function Values({ column, rows }: { column: MergePage['columns'][number]; rows: MergePage['rows'] }) {
  return (
    <tr>
      <th scope="row">{column.label}</th>
      {rows.map(({ key, label }, index) => (
        <td key={key}>
          <label>
            <input
              type="radio"
              name={column.name}
              value={key}
              defaultChecked={key === column.chosen}
              aria-label={words.valueOf(column.label, label)}
            />
            <Value text={column.values[index] ?? null} />
          </label>
        </td>
      ))}
    </tr>
  )
}

function Value({ text }: { text: string | null }) {
  if (text === null) return <span className="null">{shared.nullValue}</span>
  if (text === '') return <span className="null">{shared.emptyValue}</span>
  return <span dir="auto">{text}</span>
}
