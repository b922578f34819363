import type { PeekCard } from '@/admin/client'
import { joinMarkup, markup, type Markup } from '../../ui/markup'
import * as words from '../../words/peek'
import * as shared from '../../words/shared'

export interface PeekWindow {
  readonly link: HTMLAnchorElement
  /** Whether an element is inside the card, or is the link that it belongs to. */
  holds(target: EventTarget | null): boolean
  close(): void
}

const gap = 6

/**
 * Opens the card for the row of a link next to the link. Its content is announced to screen readers when it has loaded.
 */
export function showPeek(link: HTMLAnchorElement, href: string): PeekWindow {
  const card = document.createElement('div')
  card.className = 'peek'
  card.popover = 'manual'
  card.setAttribute('role', 'status')
  card.setAttribute('aria-label', words.card)
  document.body.append(card)
  const leaving = new AbortController()
  const fill = (content: Markup) => {
    card.innerHTML = content.html
    if (!card.matches(':popover-open')) card.showPopover()
    place(card, link.getBoundingClientRect())
  }
  void load(href, leaving.signal).then((content) => {
    if (content !== null) fill(content)
  })
  return {
    link,
    holds: (target) => target instanceof Node && (card.contains(target) || link.contains(target)),
    close: () => {
      leaving.abort()
      card.remove()
    },
  }
}

async function load(href: string, signal: AbortSignal): Promise<Markup | null> {
  try {
    const response = await fetch(href, { signal })
    if (response.ok) {
      const card: PeekCard = await response.json()
      return cardMarkup(card)
    }
    return markup`<p>${response.status === 404 ? words.notThere : words.notLoaded}</p>`
  } catch {
    return signal.aborted ? null : markup`<p>${words.notLoaded}</p>`
  }
}

function cardMarkup({ title, table, fields }: PeekCard): Markup {
  const rows = fields.map(({ label, text }) => {
    const shown = text === null ? markup`<span class="null">${shared.nullValue}</span>` : markup`<bdi>${text}</bdi>`
    return markup`<dt>${label}</dt><dd>${shown}</dd>`
  })
  return markup`<p class="peek-table">${table}</p><p class="peek-title">${title}</p><dl>${joinMarkup(rows)}</dl>`
}

/** Below the link, or above it if there is no room; never beyond the edge of the window. */
function place(card: HTMLElement, link: DOMRect): void {
  const { width, height } = card.getBoundingClientRect()
  const below = link.bottom + gap
  const fitsBelow = below + height <= window.innerHeight
  card.style.top = `${Math.max(gap, fitsBelow ? below : link.top - gap - height)}px`
  card.style.left = `${Math.max(gap, Math.min(link.left, window.innerWidth - width - gap))}px`
}
