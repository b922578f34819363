import { Undo2, X } from 'lucide-react'
import type { ShownRow } from './use-many-rows'
import * as words from '../words/many'

interface ManyChipProps {
  row: ShownRow
  /** Without JavaScript: the checkbox that keeps the row. */
  input: { name: string; form: string | undefined } | null
  mayRemove: boolean
  onToggle: () => void
}

/** A related row. One that is removed stays in sight until the form is saved, so that it can be taken back. */
export function ManyChip({ row, input, mayRemove, onToggle }: ManyChipProps) {
  const { key, label, href, isNew, isRemoved } = row
  const name = <bdi>{label}</bdi>
  if (input)
    return (
      <li className="many-chip">
        {mayRemove ? (
          <label>
            <input type="checkbox" name={input.name} form={input.form} value={key} defaultChecked /> {name}
          </label>
        ) : (
          <>
            <input type="hidden" name={input.name} form={input.form} value={key} />
            {name}
          </>
        )}
      </li>
    )
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
