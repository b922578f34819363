import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { calendarDay, currentText, monthNames, weekdayNames } from '@/admin/typing'
import { usePlacedAt } from './use-placed-at'
import * as words from '../words/fields'

export interface CalendarProps {
  /** The id of the input. */
  id: string
  label: string
  /** The current text of the input. */
  text: string
  /** Whether the field has a time of day. */
  timed: boolean
  timeZone: string
  onTake: (text: string) => void
  onClose: () => void
  /** Called when the focus moves elsewhere. */
  onLeave: () => void
}

const dayMs = 86_400_000
/** In pixels; see `.calendar`. */
const size = { width: 264, height: 320 }

const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)
/** The weekday; Monday is 0. */
const weekdayOf = (ms: number) => (new Date(ms).getUTCDay() + 6) % 7

/** The same day of another month, or its last one. */
function monthsAway(ms: number, months: number): number {
  const date = new Date(ms)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0))
  return Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date.getUTCDate(), last.getUTCDate()))
}

const steps = new Map<string, (ms: number) => number>([
  ['ArrowLeft', (ms) => ms - dayMs],
  ['ArrowRight', (ms) => ms + dayMs],
  ['ArrowUp', (ms) => ms - 7 * dayMs],
  ['ArrowDown', (ms) => ms + 7 * dayMs],
  ['Home', (ms) => ms - weekdayOf(ms) * dayMs],
  ['End', (ms) => ms + (6 - weekdayOf(ms)) * dayMs],
  ['PageUp', (ms) => monthsAway(ms, -1)],
  ['PageDown', (ms) => monthsAway(ms, 1)],
])

/** A month to choose a day from, at the input. Days are kept as the start of the day in UTC. */
export function Calendar({ id, label, text, timed, timeZone, onTake, onClose, onLeave }: CalendarProps) {
  const panel = useRef<HTMLDivElement>(null)
  const [chosen] = useState(() => calendarDay(text, { timeZone, now: new Date() }))
  const first = Date.UTC(chosen.year, chosen.month - 1, chosen.day)
  const [focused, setFocused] = useState(first)
  usePlacedAt(panel, id, size)
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    // The buttons of the month keep the focus; see `onMonth`.
  }, [])

  const move = (to: number) => {
    const year = new Date(to).getUTCFullYear()
    if (year < 1000 || year > 9999) return
    setFocused(to)
    requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>('td [tabindex="0"]')?.focus())
  }
  const onMonth = (months: number) => setFocused((ms) => monthsAway(ms, months))
  const take = (ms: number) => onTake(timed ? `${isoDay(ms)} ${chosen.time || '00:00'}` : isoDay(ms))
  const onKeyDown = (event: KeyboardEvent) => {
    // Shortcuts of the page, the form and a surrounding dialog must not work in here.
    event.stopPropagation()
    const step = event.target instanceof Element && event.target.closest('td') ? steps.get(event.key) : undefined
    if (step !== undefined) move(step(focused))
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  }
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) onLeave()
  }
  const now = () => ({ timeZone, now: new Date() })
  return (
    <div
      className="calendar"
      ref={panel}
      popover="manual"
      role="dialog"
      aria-label={words.calendarOf(label)}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    >
      <div className="calendar-head">
        <button type="button" className="btn quiet icon" aria-label={words.monthBefore} onClick={() => onMonth(-1)}>
          <ChevronLeft aria-hidden />
        </button>
        <strong aria-live="polite">
          {monthNames[new Date(focused).getUTCMonth()]} {new Date(focused).getUTCFullYear()}
        </strong>
        <button type="button" className="btn quiet icon" aria-label={words.monthAfter} onClick={() => onMonth(1)}>
          <ChevronRight aria-hidden />
        </button>
      </div>
      <Month
        focused={focused}
        chosen={text.trim() === '' ? null : first}
        today={currentText('date', now())}
        onTake={take}
      />
      <div className="calendar-foot">
        <button type="button" className="btn" onClick={() => take(Date.parse(currentText('date', now())))}>
          {words.today}
        </button>
        {timed && (
          <button type="button" className="btn" onClick={() => onTake(currentText('timestamp', now()))}>
            {words.now}
          </button>
        )}
      </div>
    </div>
  )
}

interface MonthProps {
  focused: number
  chosen: number | null
  /** As `2026-07-05`. */
  today: string
  onTake: (ms: number) => void
}

function Month({ focused, chosen, today, onTake }: MonthProps) {
  const start = Date.parse(`${isoDay(focused).slice(0, 7)}-01`)
  const from = start - weekdayOf(start) * dayMs
  const weeks = Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (__, day) => from + (week * 7 + day) * dayMs),
  )
  return (
    <table role="grid">
      <thead>
        <tr>
          {[1, 2, 3, 4, 5, 6, 0].map((day) => (
            <th key={day} scope="col" abbr={weekdayNames[day]}>
              {weekdayNames[day]?.slice(0, 2)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((days) => (
          <tr key={days[0]}>
            {days.map((ms) => (
              <td key={ms} aria-selected={ms === chosen}>
                <button
                  type="button"
                  tabIndex={ms === focused ? 0 : -1}
                  aria-current={isoDay(ms) === today ? 'date' : undefined}
                  data-other={isoDay(ms).slice(0, 7) === isoDay(focused).slice(0, 7) ? undefined : true}
                  aria-label={dayLabel(ms)}
                  onClick={() => onTake(ms)}
                >
                  {new Date(ms).getUTCDate()}
                </button>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function dayLabel(ms: number): string {
  const date = new Date(ms)
  return words.dayOf(
    weekdayNames[date.getUTCDay()] ?? '',
    `${date.getUTCDate()} ${monthNames[date.getUTCMonth()]} ${date.getUTCFullYear()}`,
  )
}
