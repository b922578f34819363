import { useEffect, useRef } from 'react'
import { Dialog } from '../../ui/dialog'
import * as words from '../../words/keys'

/** The list of keys, opened with `?`. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <Dialog ref={dialog} id="keys" title={words.keys} onClose={onClose}>
      <dl className="keys">
        {words.keyMeanings.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
