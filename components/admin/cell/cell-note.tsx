import { X } from 'lucide-react'
import { createRoot, type Root } from 'react-dom/client'
import { Button } from '../../ui/button'
import * as shared from '../../words/shared'
import { Flash, type FlashMessage } from '../shell/flash'

let note: { box: HTMLElement; root: Root } | null = null

/** Says what became of a cell, over the foot of the list: a message above the rows would move them. */
export function showNote(form: HTMLElement, message: FlashMessage): void {
  if (note?.box.isConnected !== true) {
    const box = document.createElement('div')
    box.className = 'cell-note'
    form.parentElement?.append(box)
    note = { box, root: createRoot(box) }
  }
  note.root.render(
    <>
      <Flash message={message} />
      <Button icon variant="quiet" aria-label={shared.close} title={shared.close} onClick={hideNote}>
        <X aria-hidden />
      </Button>
    </>,
  )
}

export function hideNote(): void {
  note?.root.unmount()
  note?.box.remove()
  note = null
}
