import { CalendarDays } from 'lucide-react'
import { type ComponentType, type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { CalendarProps } from './calendar'
import type { FieldInputProps } from './field-input'
import { fillInput } from './fill-input'
import * as words from '../words/fields'

const loadUnderstanding = () => import('./understanding').catch(() => null)
const loadCalendar = () => import('./calendar').catch(() => null)

/**
 * A date, a time or both, typed in any way that has one meaning. Below is said how a text is understood; a calendar opens beside it. Both
 * are loaded when they are used. The form posts the time zone that it was drawn in.
 */
export function MomentInput({ meta, value, control }: FieldInputProps) {
  const input = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  const { kind, zone = 'UTC', rules } = meta
  const onInput = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    void loadUnderstanding().then((loaded) => {
      const of = { kind: rules.date ? 'date' : rules.time ? 'time' : 'timestamp' } as const
      const read = { ...of, timeZone: zone, zoned: rules.timestamp === 'zone', now: new Date() }
      setSaid(loaded?.understood(currentTarget.value, read) ?? '')
    })
  }
  return (
    <div className="moment">
      <div className="moment-line">
        <input
          {...control}
          ref={input}
          className="input"
          type="text"
          defaultValue={value ?? ''}
          autoComplete="off"
          spellCheck={false}
          onInput={onInput}
        />
        {kind !== 'time' && (
          <CalendarButton
            input={input}
            {...{ id: control.id, label: meta.label, timed: kind !== 'date', timeZone: zone }}
          />
        )}
      </div>
      {meta.zone !== undefined && <input type="hidden" name="~zone" value={meta.zone} />}
      <p className="understood" role="status">
        {said}
      </p>
    </div>
  )
}

interface CalendarButtonProps extends Pick<CalendarProps, 'id' | 'label' | 'timed' | 'timeZone'> {
  input: RefObject<HTMLInputElement | null>
}

/** Shown once it can do something. */
function CalendarButton({ input, ...of }: CalendarButtonProps) {
  const [scripted, setScripted] = useState(false)
  const [open, setOpen] = useState<{ Calendar: ComponentType<CalendarProps>; text: string } | null>(null)
  useEffect(() => setScripted(true), [])
  const toggle = async () => {
    const loaded = open === null ? await loadCalendar() : null
    setOpen(loaded && { Calendar: loaded.Calendar, text: input.current?.value ?? '' })
  }
  const close = () => {
    setOpen(null)
    input.current?.focus()
  }
  const take = (text: string) => {
    if (input.current !== null) fillInput(input.current, text)
    close()
    // The time is what is left to type.
    input.current?.setSelectionRange(text.includes(' ') ? text.indexOf(' ') + 1 : 0, text.length)
  }
  if (!scripted) return null
  return (
    <>
      <button
        type="button"
        className="btn quiet icon"
        aria-label={words.openCalendar(of.label)}
        title={words.openCalendar(of.label)}
        aria-haspopup="dialog"
        aria-expanded={open !== null}
        // The calendar closes when it loses the focus; the click must not open it again.
        onMouseDown={(event) => open !== null && event.preventDefault()}
        onClick={() => void toggle()}
      >
        <CalendarDays aria-hidden />
      </button>
      {open !== null && (
        <open.Calendar {...of} text={open.text} onTake={take} onClose={close} onLeave={() => setOpen(null)} />
      )}
    </>
  )
}
