import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

interface MenuProps {
  /** What the closed menu shows. */
  label: ReactNode
  /** Where `label` is not text enough. */
  ariaLabel?: string
  /** The panel's right edge follows the button's. */
  end?: boolean
  /** A key that opens it, see `ShellKeys`. */
  hotkey?: string
  quiet?: boolean
  arrow?: boolean
  className?: string
  children: ReactNode
}

/** A panel under a button. `<details>`, so that it opens without JavaScript; only one is open at a time. */
export function Menu({ label, ariaLabel, end, hotkey, quiet, arrow = true, className = '', children }: MenuProps) {
  return (
    <details className={`menu ${end ? 'end' : ''} ${className}`} name="menu">
      <summary className={quiet ? 'btn quiet' : 'btn'} aria-label={ariaLabel} data-key={hotkey}>
        {label}
        {arrow && <ChevronDown aria-hidden />}
      </summary>
      <div className="menu-panel">{children}</div>
    </details>
  )
}
