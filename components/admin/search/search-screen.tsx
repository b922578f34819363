import type { SearchPage } from '@/admin/client'
import { Button } from '../../ui/button'
import * as words from '../../words/search'
import { sectionsOf } from './search-sections'

/** The search over all tables, as a page with a form. */
export function SearchScreen({ page, action }: { page: SearchPage; action: string }) {
  const sections = sectionsOf(page)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.title}</h1>
      </div>
      <form action={action} role="search" className="search-form">
        <input
          type="search"
          name="q"
          className="input"
          defaultValue={page.text}
          placeholder={words.placeholder}
          aria-label={words.everywhere}
          autoComplete="off"
          data-key="/"
        />
        <Button type="submit" variant="primary">
          {words.open}
        </Button>
      </form>
      {page.text !== '' && sections.length === 0 && <p className="entries-none">{words.none(page.text)}</p>}
      {sections.map(({ label, lines }) => (
        <section key={label} aria-label={label} className="search-section">
          <h2>{label}</h2>
          <ul>
            {lines.map((line) => (
              <li key={line.href}>
                <a href={line.href} className="search-line">
                  <bdi>{line.label}</bdi>
                  {line.detail !== '' && <span className="muted">{line.detail}</span>}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
