import type { AppliedMigration } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import * as words from '../../words/migrations'

interface AppliedTableProps {
  migrations: AppliedMigration[]
  label: string
}

/** The number of migrations shown; the others can be expanded. */
const shown = 20

const states: Record<AppliedMigration['state'], Tone | null> = {
  applied: null,
  'in part': 'warning',
  'by drizzle-kit': 'neutral',
  'not in the folder': 'danger',
}

/** The applied migrations, newest first. */
export function AppliedTable({ migrations, label }: AppliedTableProps) {
  const older = migrations.slice(shown)
  return (
    <>
      <Rows migrations={migrations.slice(0, shown)} label={label} />
      {older.length > 0 && (
        <details>
          <summary className="step-more">{words.older(older.length)}</summary>
          <Rows migrations={older} label={words.olderOf(label)} />
        </details>
      )}
    </>
  )
}

function Rows({ migrations, label }: AppliedTableProps) {
  const revertible = migrations.some(({ revertHref }) => revertHref !== null)
  return (
    <table className="grid-table applied" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{words.columns.name}</th>
          <th scope="col">{words.columns.applied}</th>
          <th scope="col" className="desktop-only">
            {words.columns.by}
          </th>
          <th scope="col" className="n desktop-only">
            {words.columns.took}
          </th>
          <th scope="col" className="desktop-only">
            {words.columns.checksum}
          </th>
          {revertible && (
            <th scope="col">
              <span className="sr-only">{words.columns.revert}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {migrations.map((migration) => (
          <Row key={migration.name} migration={migration} revertible={revertible} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ migration, revertible }: { migration: AppliedMigration; revertible: boolean }) {
  const { name, state, edited, at, by, took, checksum, revertHref } = migration
  const tone = states[state]
  return (
    <tr>
      <th scope="row">
        {name} {tone !== null && <Badge tone={tone}>{state}</Badge>}{' '}
        {edited && <Badge tone="danger">{words.edited}</Badge>}
        <div className="phone-only applied-note">{[by, took].filter((part) => part !== null).join(' · ')}</div>
      </th>
      <td className="applied-at">{at && <time title={at.exact}>{at.shown}</time>}</td>
      <td className="applied-by desktop-only">{by}</td>
      <td className="n desktop-only">{took}</td>
      <td className="desktop-only">
        <code>{checksum}</code>
      </td>
      {revertible && (
        <td className="n">
          {revertHref !== null && (
            <a className="link" href={revertHref}>
              {words.revertTo.start}
              <span className="desktop-only"> {words.revertTo.middle}</span>
              {words.revertTo.end}
              <span className="sr-only"> {name}</span>
            </a>
          )}
        </td>
      )}
    </tr>
  )
}
