import { ChevronLeft, ChevronRight, Undo2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ShownRow } from './use-many-rows'
import * as words from '../words/many'

interface ManyChipProps {
  row: ShownRow
  mayRemove: boolean
  onToggle: () => void
  /** Null if the rows have no order, or this user may not change it. */
  onMove: ((by: number) => void) | null
}

/** A related row. One that is removed stays in sight until the form is saved, so that it can be taken back. */
export function ManyChip({ row, mayRemove, onToggle, onMove }: ManyChipProps) {
  const { label, href, isNew, isRemoved } = row
  const name = <bdi>{label}</bdi>
  const action = isRemoved ? words.keep(label) : words.remove(label)
  return (
    <li
      className="many-chip"
      data-new={isNew || undefined}
      data-removed={isRemoved || undefined}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
        if (onMove === null || by === undefined || !event.altKey) return
        // Otherwise the browser would leave the page.
        event.preventDefault()
        onMove(by)
      }}
    >
      {onMove && (
        <Move label={words.moveEarlier(label)} icon={<ChevronLeft aria-hidden />} onClick={() => onMove(-1)} />
      )}
      {href === null ? name : <a href={href}>{name}</a>}
      {onMove && <Move label={words.moveLater(label)} icon={<ChevronRight aria-hidden />} onClick={() => onMove(1)} />}
      {mayRemove && (
        <button type="button" title={action} onClick={onToggle}>
          {isRemoved ? <Undo2 aria-hidden /> : <X aria-hidden />}
          <span className="sr-only">{action}</span>
        </button>
      )}
    </li>
  )
}

function Move({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <button type="button" title={label} onClick={onClick}>
      {icon}
      <span className="sr-only">{label}</span>
    </button>
  )
}
