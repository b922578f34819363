'use client'

import { useEffect, useState } from 'react'
import type { HomeCardContent, HomeCardLink } from '@/admin/client'
import * as words from '../../words/home'
import { fetchJson } from '../list/fetch-json'

/** The declared cards. Each is loaded after the page; before that, and without JavaScript, it is the link to its list. */
export function HomeCards({ cards }: { cards: readonly HomeCardLink[] }) {
  if (cards.length === 0) return null
  return (
    <section aria-label={words.title} className="home-cards">
      {cards.map((card) => (
        <HomeCard key={card.contentHref} card={card} />
      ))}
    </section>
  )
}

function HomeCard({ card: { label, href, contentHref } }: { card: HomeCardLink }) {
  const [content, setContent] = useState<HomeCardContent | null>(null)
  useEffect(() => {
    const request = new AbortController()
    void fetchJson<HomeCardContent>(contentHref, request.signal).then(setContent, () => {
      if (!request.signal.aborted) setContent({ kind: 'none', note: words.failed })
    })
    return () => request.abort()
  }, [contentHref])
  return (
    <article className="home-card" aria-busy={content === null}>
      <h2>{href === null ? label : <a href={href}>{label}</a>}</h2>
      {content !== null && <Content content={content} />}
    </article>
  )
}

function Content({ content }: { content: HomeCardContent }) {
  if (content.kind === 'number') return <p className="home-number">{content.text}</p>
  if (content.kind === 'none') return <p className="note">{content.note}</p>
  if (content.kind === 'rows') return <Rows rows={content.rows} />
  return <Groups groups={content.groups} />
}

function Rows({ rows }: { rows: Extract<HomeCardContent, { kind: 'rows' }>['rows'] }) {
  if (rows.length === 0) return <p className="note">{words.noRows}</p>
  return (
    <ul className="home-rows">
      {rows.map(({ label, href, detail }) => (
        <li key={href ?? label}>
          {href === null ? label : <a href={href}>{label}</a>}
          <small className="muted">{detail}</small>
        </li>
      ))}
    </ul>
  )
}

function Groups({ groups }: { groups: Extract<HomeCardContent, { kind: 'groups' }>['groups'] }) {
  if (groups.length === 0) return <p className="note">{words.noRows}</p>
  return (
    <ul className="home-groups">
      {groups.map(({ label, rows, share, href }) => (
        <li key={href ?? label}>
          {href === null ? <span>{label}</span> : <a href={href}>{label}</a>}
          <meter aria-hidden min={0} max={1} value={share} />
          <span>{rows}</span>
        </li>
      ))}
    </ul>
  )
}
