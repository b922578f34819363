/** The selected rows of a list, by key, on all of its pages. */
export interface KeptSelection {
  keys: string[]
  /** All matching rows, except for some. */
  all: boolean
  except: string[]
  /** They were sent with an action, whose message ends the selection. */
  posted: boolean
}

/** Paging and sorting keep the selection; other filters begin a new one. */
const positional = ['page', 'after', 'before', 'size', 'sort', 'columns', 'totals', 'group', 'list']

/** What the rows of a list have to match, as text. */
export function matchOf(listQuery: string): string {
  const parameters = new URLSearchParams(listQuery)
  for (const name of positional) parameters.delete(name)
  return parameters.toString()
}

const nameOf = (href: string) => `brolly selection ${href}`

/** The selection that this tab has made in the list, if its rows still have to match the same. */
export function readKept(href: string, match: string): KeptSelection | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(nameOf(href)) ?? 'null')
    // Written by `keep`.
    const known = kept as (KeptSelection & { match: string }) | null
    return known?.match === match ? known : null
  } catch {
    return null
  }
}

export function keep(href: string, match: string, selection: KeptSelection): void {
  try {
    if (selection.keys.length === 0 && !selection.all) sessionStorage.removeItem(nameOf(href))
    else sessionStorage.setItem(nameOf(href), JSON.stringify({ ...selection, match }))
  } catch {
    // Without storage the selection lasts as long as the page.
  }
}
