'use client'

import { Suspense, use, useState } from 'react'
import type { NeighbourBlock, NeighbourChange, NeighbourLink, RecordNeighbours } from '@/admin/client'
import { Button } from '../../ui/button'
import { fieldViewsOf } from '../../fields/own-views'
import { blockMarkup } from './neighbour-rows'
import { ManyBeside } from './many-beside'
import { useNeighbours } from './neighbour-source'
import * as words from '../../words/neighbours'

interface NeighboursProps {
  neighbours: RecordNeighbours
  historyHref: string | null
}

/**
 * The rows that refer to a record: first only links to the lists, then the newest rows of each. Lists without rows
 * share one line.
 */
export function Neighbours({ neighbours, historyHref }: NeighboursProps) {
  const { answer, problem, ask } = useNeighbours()
  const blocks = answer?.blocks ?? []
  const full = blocks.filter(
    ({ rows, field, notice, waits }) => rows.length > 0 || field !== null || (notice !== null && !waits),
  )
  const slow = blocks.filter(({ notice, waits }) => waits && notice !== null)
  const folded = blocks.filter(({ notice, waits }) => waits && notice === null)
  const empty = blocks.filter(({ exact, field }) => exact === 0 && field === null)
  return (
    <aside className="neighbours" aria-label={words.relatedRows} aria-busy={answer === null && problem === null}>
      {problem !== null && (
        <p className="neighbour-note" role="status">
          {problem} <AskButton label={words.tryAgain} ask={() => ask()} />
        </p>
      )}
      {answer === null && neighbours.links.map((link) => <Head key={link.name} link={link} all={words.all(null)} />)}
      {full.map((block) => (
        // A new answer begins with what is stored now.
        <Block key={`${block.name} ${block.field?.value}`} block={block} />
      ))}
      {slow.map((block) => (
        <section key={block.name} id={`way-${block.name}`} className="neighbour">
          <Head link={block} all={words.all(null)} />
          <p className="neighbour-note">
            {block.notice} <AskButton label={words.countNow} ask={() => ask([block.name])} />
          </p>
        </section>
      ))}
      {folded.length > 0 && (
        <p className="neighbour-note">
          <AskButton label={words.showMore(folded.length)} ask={() => ask(folded.map(({ name }) => name))} />
        </p>
      )}
      <Empty blocks={empty} />
      {answer !== null && <Changes changes={answer.changes} historyHref={historyHref} />}
    </aside>
  )
}

function Head({ link, count, all }: { link: NeighbourLink; count?: string | null; all: string }) {
  return (
    <div className="neighbour-head">
      <h2>
        {link.label}
        {count != null && <span className="neighbour-count">{count}</span>}
      </h2>
      {link.href !== null && (
        <a className="link" href={link.href} aria-label={`${all} ${link.label}`}>
          {all}
        </a>
      )}
      {link.addHref !== null && (
        <a className="link" href={link.addHref}>
          {words.add(link.singular)}
        </a>
      )}
    </div>
  )
}

function Block({ block }: { block: NeighbourBlock }) {
  return (
    <section id={`way-${block.name}`} className="neighbour">
      <Head link={block} count={block.count} all={words.all(block.exact === null ? null : block.count)} />
      {block.notice !== null && <p className="neighbour-note">{block.notice}</p>}
      {block.field !== null && <ManyBeside field={block.field} />}
      {block.rows.length > 0 && block.field === null && (
        <Suspense>
          <Rows block={block} />
        </Suspense>
      )}
    </section>
  )
}

function Rows({ block }: { block: NeighbourBlock }) {
  const arriving = fieldViewsOf(block.columns)
  if (arriving) use(arriving)
  return <table aria-label={block.label} dangerouslySetInnerHTML={{ __html: blockMarkup(block).html }} />
}

function Empty({ blocks }: { blocks: NeighbourBlock[] }) {
  if (blocks.length === 0) return null
  return (
    <p className="neighbour-note">
      {words.nothingIn}{' '}
      {blocks.map(({ name, label, href, addHref, singular }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          {href === null ? label : <a href={href}>{label}</a>}
          {addHref !== null && (
            <>
              {' '}
              <a className="prose-link" href={addHref} aria-label={words.add(singular)} title={words.add(singular)}>
                +
              </a>
            </>
          )}
        </span>
      ))}
    </p>
  )
}

function Changes({ changes, historyHref }: { changes: NeighbourChange[]; historyHref: string | null }) {
  if (changes.length === 0) return null
  return (
    <section className="neighbour">
      <div className="neighbour-head">
        <h2>{words.lastChanges}</h2>
        {historyHref !== null && (
          <a className="link" href={historyHref}>
            {words.history}
          </a>
        )}
      </div>
      <ul className="neighbour-changes">
        {changes.map(({ id, at, atExact, actor, action, columns, putBackHref }) => (
          <li key={id}>
            <b>{actor}</b>, <time title={atExact}>{at}</time>
            {': '}
            {columns.length > 0 ? columns.join(', ') : action}
            {putBackHref !== null && (
              <>
                {' '}
                <a className="link" href={putBackHref} aria-label={words.putBackOf(columns.join(', '))}>
                  {words.putBack}
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function AskButton({ label, ask }: { label: string; ask: () => Promise<void> }) {
  const [busy, setBusy] = useState(false)
  const onClick = async () => {
    setBusy(true)
    await ask()
    setBusy(false)
  }
  return (
    <Button type="button" disabled={busy} onClick={() => void onClick()}>
      {busy ? words.loading : label}
    </Button>
  )
}
