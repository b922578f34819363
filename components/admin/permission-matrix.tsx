'use client'

import { useActionState } from 'react'
import type { MatrixPage, MatrixReview } from '@/admin/client'
import { Button, ButtonLink } from '../ui/button'
import { sendForm } from '../ui/send-form'
import { grantable, NeededViews, permissionLabels } from './needed-views'
import { RefusedNotice } from './refused-notice'
import * as words from '../words/permissions'
import * as shared from '../words/shared'

/** A posted matrix: the groups that it showed, what was ticked, and what it was made from. */
type Posted = Pick<MatrixPage, 'granted' | 'bases'> & { groupIds: string[] }

/** What the posted matrix is answered with: a message, or what it would change. */
export interface MatrixState {
  notice: string | null
  confirmHref?: string | null
  /** The form as posted, if it is shown again. */
  posted: Posted | null
  review: MatrixReview | null
}

interface PermissionMatrixProps {
  page: MatrixPage
  action: (state: MatrixState, data: FormData) => Promise<MatrixState>
}

const untouched: MatrixState = { notice: null, posted: null, review: null }

function NoGroups({ addHref }: Pick<MatrixPage, 'addHref'>) {
  return (
    <p className="note">
      {words.noGroups}{' '}
      {addHref !== null && (
        <a className="prose-link" href={addHref}>
          {words.addGroup}
        </a>
      )}
    </p>
  )
}

/** The permissions of several groups. The form is first answered with what it would change. */
export function PermissionMatrix({ page, action }: PermissionMatrixProps) {
  const [{ notice, confirmHref, posted, review }, dispatch, pending] = useActionState(action, untouched)
  const { granted: ticked, bases } = withPosted(page, posted)
  if (page.groups.length === 0) return <NoGroups addHref={page.addHref} />
  return (
    <form action={dispatch} onSubmit={(event) => sendForm(event, dispatch)} className="stack">
      <RefusedNotice message={notice} confirmHref={confirmHref} />
      {bases.map((base) => (
        <input key={base} type="hidden" name="bases" value={base} />
      ))}
      {page.groups.map(({ id }) => (
        <input key={id} type="hidden" name="groups" value={id} />
      ))}
      {review === null ? (
        <Matrix key="edit" page={page} ticked={ticked} />
      ) : (
        <Review key="review" page={page} ticked={ticked} review={review} />
      )}
      <div className="buttons">
        {review === null ? (
          <Button type="submit" variant="primary" name="~step" value="review" disabled={pending}>
            {words.review}
          </Button>
        ) : (
          <>
            <Button type="submit" variant="primary" name="~step" value="save" disabled={pending}>
              {words.saveGroups(review.groups.length)}
            </Button>
            <Button type="submit" name="~step" value="edit" disabled={pending}>
              {words.backToEdit}
            </Button>
          </>
        )}
        {review === null && (page.previousHref !== null || page.nextHref !== null) && (
          <nav className="buttons" aria-label={shared.pages}>
            <ButtonLink href={page.previousHref ?? undefined}>{words.previousGroups}</ButtonLink>
            <ButtonLink href={page.nextHref ?? undefined}>{words.nextGroups}</ButtonLink>
          </nav>
        )}
      </div>
    </form>
  )
}

/** The page with the groups that were posted as they were posted, also if they were changed elsewhere in the meantime. */
function withPosted(page: MatrixPage, posted: Posted | null): Pick<MatrixPage, 'granted' | 'bases'> {
  if (posted === null) return page
  const shown = new Set(page.groups.map(({ id }) => id))
  const sent = new Set(posted.groupIds)
  const groupOf = (value: string) => value.split(' ')[0] ?? ''
  const merged = (theirs: readonly string[], mine: readonly string[]) => [
    ...theirs.filter((value) => !sent.has(groupOf(value))),
    ...mine.filter((value) => shown.has(groupOf(value))),
  ]
  return { granted: merged(page.granted, posted.granted), bases: merged(page.bases, posted.bases) }
}

function Matrix({ page, ticked }: { page: MatrixPage; ticked: readonly string[] }) {
  const has = new Set(ticked)
  return (
    <div className="matrix-scroll">
      <table className="permission-matrix" aria-label={words.permissions}>
        <thead>
          <tr>
            <th scope="col">{words.table}</th>
            {page.groups.map(({ id, name, members, href }) => (
              <th key={id} scope="col">
                <a href={href}>{name}</a>
                <small>{words.members(members)}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.tables.map((table) => (
            <tr key={table.path}>
              <th scope="row" title={table.path}>
                {table.label}
              </th>
              {page.groups.map((group) => (
                <td key={group.id}>
                  <div className="matrix-grants">
                    {grantable(table).map(({ name, label }) => (
                      <label key={name} className="check-row matrix-grant">
                        <input
                          type="checkbox"
                          name="grants"
                          value={`${group.id} ${table.path}.${name}`}
                          defaultChecked={has.has(`${group.id} ${table.path}.${name}`)}
                          aria-label={words.grantOf(group.name, table.label, label)}
                        />
                        {label}
                      </label>
                    ))}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ReviewProps {
  page: MatrixPage
  ticked: readonly string[]
  review: MatrixReview
}

function Review({ page, ticked, review }: ReviewProps) {
  const labelOf = permissionLabels(page.tables)
  return (
    <section className="matrix-review" aria-label={words.review}>
      {ticked.map((value) => (
        <input key={value} type="hidden" name="grants" value={value} />
      ))}
      {review.groups.map(({ name, members, given, taken, needed }) => (
        <div key={name}>
          <h2>
            {name} <small>{words.members(members)}</small>
          </h2>
          <ul>
            {given.map((permission) => (
              <li key={permission} className="is-given">
                {words.gives(labelOf(permission))}
              </li>
            ))}
            {taken.map((permission) => (
              <li key={permission} className="is-taken">
                {words.takes(labelOf(permission))}
              </li>
            ))}
          </ul>
          <NeededViews needed={needed} labelOf={labelOf} />
        </div>
      ))}
      {review.groups.some(({ needed }) => needed.length > 0) && (
        <div>
          <Button type="submit" name="~step" value="needed">
            {words.grantNeeded}
          </Button>
        </div>
      )}
      <h2>{words.forPeople}</h2>
      {review.people.length === 0 ? (
        <p>{words.nobodyAffected}</p>
      ) : (
        <ul>
          {review.people.flatMap(({ permission, gains, loses }) => [
            ...(gains.count > 0 ? [<li key={`${permission} +`}>{words.gain(labelOf(permission), gains)}</li>] : []),
            ...(loses.count > 0 ? [<li key={`${permission} -`}>{words.lose(labelOf(permission), loses)}</li>] : []),
          ])}
        </ul>
      )}
    </section>
  )
}
