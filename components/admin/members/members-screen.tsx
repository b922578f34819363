import type { MembersPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import * as words from '../../words/account'

/** The members of a group, each with a link to the account. */
export function MembersScreen({ page }: { page: MembersPage }) {
  const { group, members, nextHref, firstHref } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.membersOf(group)}</h1>
      </div>
      {members.length === 0 ? (
        <p className="entries-none">{words.noMembers}</p>
      ) : (
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{words.email}</th>
              <th scope="col">{words.name}</th>
            </tr>
          </thead>
          <tbody>
            {members.map(({ email, name, href }) => (
              <tr key={href}>
                <td>
                  <a href={href}>{email}</a>
                </td>
                <td>{name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(firstHref !== null || nextHref !== null) && (
        <div className="entries-pages buttons">
          {firstHref !== null && <ButtonLink href={firstHref}>{words.firstMembers}</ButtonLink>}
          {nextHref !== null && <ButtonLink href={nextHref}>{words.nextMembers}</ButtonLink>}
        </div>
      )}
    </div>
  )
}
