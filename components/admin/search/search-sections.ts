import type { SearchPage } from '@/admin/client'
import * as words from '../../words/search'

/** One line that can be opened. */
export interface SearchLine {
  label: string
  detail: string
  href: string
}

export interface SearchSection {
  label: string
  lines: SearchLine[]
}

/** What a search found, in the order in which it is shown. */
export function sectionsOf(page: SearchPage): SearchSection[] {
  const exactFirst = page.groups.some(({ rows }) => rows.some(({ exact }) => exact))
  const links: SearchSection = { label: words.pages, lines: page.links.map((link) => ({ ...link, detail: '' })) }
  const groups = page.groups.map(({ label, rows, allHref }) => ({
    label,
    lines: [...rows, ...(allHref === null ? [] : [{ label: words.allIn(label), detail: '', href: allHref }])],
  }))
  const unsearched: SearchSection = {
    label: words.notSearched,
    lines: page.unsearched.map(({ label, href }) => ({ label: words.searchIn(label), detail: '', href })),
  }
  const recent: SearchSection = { label: words.recent, lines: page.recent }
  const found = exactFirst ? [...groups, links] : [links, ...groups]
  return [recent, ...found, unsearched].filter(({ lines }) => lines.length > 0)
}
