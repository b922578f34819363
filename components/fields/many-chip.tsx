import { Undo2, X } from 'lucide-react'
import type { ShownRow } from './use-many-rows'
import * as words from '../words/many'

interface ManyChipProps {
  row: ShownRow
  mayRemove: boolean
  onToggle: () => void
}

/** A related row. One that is removed stays in sight until the form is saved, so that it can be taken back. */
export function ManyChip({ row, mayRemove, onToggle }: ManyChipProps) {
  const { label, href, isNew, isRemoved } = row
  const name = <bdi>{label}</bdi>
  const action = isRemoved ? words.keep(label) : words.remove(label)
  return (
    <li className="many-chip" data-new={isNew || undefined} data-removed={isRemoved || undefined}>
      {href === null ? name : <a href={href}>{name}</a>}
      {mayRemove && (
        <button type="button" title={action} onClick={onToggle}>
          {isRemoved ? <Undo2 aria-hidden /> : <X aria-hidden />}
          <span className="sr-only">{action}</span>
        </button>
      )}
    </li>
  )
}
