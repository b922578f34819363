import type { ReactNode, Ref } from 'react'
import * as shared from '../words/shared'

interface DialogProps {
  ref: Ref<HTMLDialogElement>
  id: string
  title: string
  onClose?: () => void
  children: ReactNode
}

/** A native modal dialog: `ref.current.showModal()` opens it, Escape and its button close it. */
export function Dialog({ ref, id, title, onClose, children }: DialogProps) {
  return (
    <dialog ref={ref} className="dialog" onClose={onClose} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
      <form method="dialog" className="dialog-foot">
        <button className="btn">{shared.close}</button>
      </form>
    </dialog>
  )
}
