import { useEffect, useRef, useState } from 'react'
import type { FillPage, FillState } from '@/admin/client'
import { Button } from '../../ui/button'
import * as shared from '../../words/shared'
import * as words from '../../words/cells'

interface FillConfirmProps {
  fill: FillPage
  /** Lines for which there are no rows. */
  beyond: number
  save: () => Promise<FillState>
  onClose: () => void
}

const mostShown = 4

/** What pasted lines would do, before it is done. */
export function FillConfirm({ fill, beyond, save, onClose }: FillConfirmProps) {
  const { label, changes, same, problems } = fill
  const [refused, setRefused] = useState<FillState | null>(null)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const mayChange = changes.length > 0 && problems.length === 0
  useEffect(() => box.current?.querySelector('button')?.focus(), [])
  const confirm = async () => {
    if (busy) return
    setBusy(true)
    setRefused(await save())
    setBusy(false)
  }
  return (
    <div
      ref={box}
      className="cell-fill"
      role="group"
      aria-label={words.change(label, changes.length)}
      aria-busy={busy}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        event.stopPropagation()
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
    >
      {problems.length > 0 ? (
        <Problems text={words.cannotSave(problems.length)} lines={problems} />
      ) : changes.length === 0 ? (
        <p>{words.nothingToChange}</p>
      ) : (
        <ul>
          {changes.slice(0, mostShown).map(({ key, label: row, before, after }) => (
            <li key={key}>
              {row}: <s>{before ?? shared.nullValue}</s> {words.arrow} <b>{after === '' ? shared.emptyValue : after}</b>
            </li>
          ))}
          {changes.length > mostShown && <li>{shared.andMore(changes.length - mostShown, false)}</li>}
        </ul>
      )}
      {same > 0 && problems.length === 0 && <p className="muted">{words.same(same)}</p>}
      {beyond > 0 && <p className="muted">{words.beyond(beyond)}</p>}
      {refused?.error && <Refused refused={refused} fill={fill} />}
      <div className="cell-buttons">
        {mayChange && (
          <Button variant="primary" onClick={() => void confirm()}>
            {words.change(label, changes.length)}
          </Button>
        )}
        <Button onClick={onClose}>{mayChange ? shared.cancel : shared.close}</Button>
      </div>
    </div>
  )
}

/** A problem of a single row is shown once. */
function Refused({ refused, fill }: { refused: FillState; fill: FillPage }) {
  const lines = linesOf(refused, fill)
  const isTold = lines.some(({ message }) => message === refused.error)
  return <Problems text={isTold ? words.notSaved : (refused.error ?? '')} lines={lines} />
}

function Problems({ text, lines }: { text: string; lines: FillPage['problems'] }) {
  return (
    <div role="alert">
      <p className="error">{text}</p>
      <ul>
        {lines.slice(0, mostShown).map(({ label, message }, index) => (
          <li key={`${index} ${label}`}>
            {label}: {message}
          </li>
        ))}
        {lines.length > mostShown && <li>{shared.andMore(lines.length - mostShown, false)}</li>}
      </ul>
    </div>
  )
}

/** The problems of a refused save, by the labels of the rows. */
function linesOf({ rows }: FillState, { changes }: FillPage): FillPage['problems'] {
  return Object.entries(rows).map(([key, { message, errors }]) => ({
    label: changes.find((row) => row.key === key)?.label ?? key,
    message: [message, ...Object.values(errors)].filter(Boolean).join(' '),
  }))
}
