import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react'
import type { PointerEvent } from 'react'
import * as words from '../../../words/inlines'
import { Button } from '../../../ui/button'
import { dragRows } from '../../../ui/drag-rows'

interface MoveToolsProps {
  /** The row's name, for the labels of the buttons. */
  label: string
  /** Its position among the shown rows, from 0, and their number. */
  index: number
  count: number
  move: (to: number) => void
}

/** The grip and the buttons that move a row of an inline. Loaded with the first row that has a position. */
export function MoveTools({ label, index, count, move }: MoveToolsProps) {
  return (
    <>
      <span className="inline-grip" title={words.drag} onPointerDown={(event) => drag(event, move)}>
        <GripVertical aria-hidden />
      </span>
      <Button
        icon
        variant="quiet"
        disabled={index === 0}
        aria-label={words.moveUp(label)}
        onClick={() => move(index - 1)}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        icon
        variant="quiet"
        disabled={index === count - 1}
        aria-label={words.moveDown(label)}
        onClick={() => move(index + 1)}
      >
        <ArrowDown aria-hidden />
      </Button>
    </>
  )
}

function drag(event: PointerEvent<HTMLElement>, onDrop: (to: number) => void): void {
  const item = event.currentTarget.closest<HTMLElement>('.inline-line')
  if (event.button !== 0 || item === null) return
  // Nothing is selected on the way, and the input keeps the focus.
  event.preventDefault()
  const items = [...(item.parentElement?.children ?? [])].filter(
    (other): other is HTMLElement => other instanceof HTMLElement && other.classList.contains('inline-line'),
  )
  dragRows({ item, items, onDrop })
}
