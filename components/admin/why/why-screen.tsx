import type { WhyAnswer, WhyPage, WhyPolicies } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as permissionWords from '../../words/permissions'
import * as words from '../../words/why'

/** Explains what a user may do, or names who may. A plain form. */
export function WhyScreen({ page }: { page: WhyPage }) {
  const { answer, holders, problem, policies } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.title}</h1>
      </div>
      <p className="lead">{words.lead}</p>
      <Question page={page} />
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      {answer !== null && <Answer answer={answer} />}
      {holders.length > 0 && <Holders page={page} />}
      {policies !== null && <Policies policies={policies} />}
    </div>
  )
}

function Question({ page: { asked, tables } }: { page: WhyPage }) {
  return (
    <form className="activity-filters" role="search">
      <label>
        {words.table}
        <select className="input" name="table" defaultValue={asked.table} required>
          <option value="">{words.chooseTable}</option>
          {tables.map(({ path, label }) => (
            <option key={path} value={path}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.user}
        <input
          className="input"
          name="user"
          type="email"
          defaultValue={asked.user}
          placeholder={words.userHint}
          autoComplete="off"
        />
      </label>
      <label>
        {words.key}
        <input className="input" name="key" defaultValue={asked.key} placeholder={words.keyHint} autoComplete="off" />
      </label>
      <div className="buttons">
        <Button type="submit">{words.ask}</Button>
      </div>
    </form>
  )
}

const verbLabel = (verb: string) => new Map<string, string>(Object.entries(permissionWords.verbs)).get(verb) ?? verb

const tones = { yes: 'success', some: 'warning', no: 'danger' } as const

function Answer({ answer: { user, row, verbs, columns } }: { answer: WhyAnswer }) {
  return (
    <>
      <h2 className="why-about">
        {user.href === null ? words.about(user.email) : <a href={user.href}>{words.about(user.email)}</a>}
        {row !== null && (
          <>
            {' · '}
            <a href={row.href}>{row.label}</a>
          </>
        )}
      </h2>
      {user.notes.map((note) => (
        <p key={note} className="note">
          {note}
        </p>
      ))}
      <div className="matrix-scroll">
        <table className="why-table">
          <thead>
            <tr>
              <th scope="col">{words.permission}</th>
              <th scope="col">{words.answer}</th>
              <th scope="col">{words.because}</th>
            </tr>
          </thead>
          <tbody>
            {verbs.map(({ verb, allowed, reasons }) => (
              <tr key={verb}>
                <th scope="row">{verbLabel(verb)}</th>
                <td>
                  <Badge tone={tones[allowed]}>{words.allowed[allowed]}</Badge>
                </td>
                <td>
                  <Reasons reasons={reasons} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2 className="why-about">{words.columns}</h2>
      {columns.length === 0 ? (
        <p className="note">{words.noColumns}</p>
      ) : (
        <table className="why-table">
          <tbody>
            {columns.map(({ label, reasons }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>
                  <Reasons reasons={reasons} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  )
}

function Holders({ page: { holders } }: { page: WhyPage }) {
  return (
    <>
      <div className="matrix-scroll">
        <table className="why-table">
          <thead>
            <tr>
              <th scope="col">{words.permission}</th>
              <th scope="col">{words.who}</th>
            </tr>
          </thead>
          <tbody>
            {holders.map(({ permission, verb, holders: { count, emails } }) => (
              <tr key={permission}>
                <th scope="row" title={permission}>
                  {verbLabel(verb)}
                </th>
                <td>
                  {words.number(count)}
                  {count > 0 && `: ${emails.join(', ')}`}
                  {count > emails.length && ` ${words.andMore(count - emails.length)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">{words.besides}</p>
    </>
  )
}

/** What the database itself says about the rows. */
function Policies({ policies: { tone, notes, rows } }: { policies: WhyPolicies }) {
  return (
    <>
      <h2 className="why-about">{words.policies}</h2>
      {notes.map((note) => (
        <Notice key={note} tone={tone}>
          {note}
        </Notice>
      ))}
      {rows.length > 0 && (
        <div className="matrix-scroll">
          <table className="why-table">
            <thead>
              <tr>
                <th scope="col">{words.policy}</th>
                <th scope="col">{words.command}</th>
                <th scope="col">{words.roles}</th>
                <th scope="col">{words.using}</th>
                <th scope="col">{words.check}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, command, roles, using, check }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{command}</td>
                  <td>{roles}</td>
                  <td>{using === null ? '' : <code>{using}</code>}</td>
                  <td>{check === null ? '' : <code>{check}</code>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
