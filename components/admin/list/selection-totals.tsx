import { useEffect, useState } from 'react'
import type { ListPage, TotalsPage } from '@/admin/client'
import { totalsOfSelection } from './fill-totals'
import { matchOf, readKept } from './kept-selection'
import type { RowSelection } from './row-selection'
import { valueText } from './totals-row'
import * as words from '../../words/totals'

/** Rows are often selected one after another. */
const pauseMs = 250

/** The list's totals of the selected rows, beside their number. */
export function SelectionTotals({ page, selection }: { page: ListPage; selection: RowSelection }) {
  const [read, setRead] = useState<TotalsPage | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const load = async () => {
      const kept = readKept(page.href, matchOf(page.listQuery))
      if (kept === null) return
      try {
        setRead(await totalsOfSelection(page, kept, stop.signal))
      } catch {
        if (!stop.signal.aborted) setRead({ values: {}, note: words.notLoaded })
      }
    }
    const timer = setTimeout(() => void load(), pauseMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [page, selection])
  return (
    <dl className="selection-totals" aria-label={words.ofSelection} aria-live="polite" title={read?.note ?? undefined}>
      {page.totals.map(({ name, label, total }) => (
        <div key={name}>
          <dt>{words.ofColumn(total, label)}</dt>
          <dd>{valueText(read, name)}</dd>
        </div>
      ))}
    </dl>
  )
}
