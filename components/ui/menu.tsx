import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

interface MenuProps {
  /** The content of the button. */
  label: ReactNode
  /** The accessible name, if `label` is not descriptive enough. */
  ariaLabel?: string
  /** Aligns the panel with the button's right edge. */
  end?: boolean
  /** A key that opens it; see `ShellKeys`. */
  hotkey?: string
  quiet?: boolean
  arrow?: boolean
  /** Shown open from the start. */
  open?: boolean
  className?: string
  children: ReactNode
}

/** A panel under a button. `<details>` opens it without JavaScript; only one is open at a time. */
export function Menu({
  label,
  ariaLabel,
  end,
  hotkey,
  quiet,
  arrow = true,
  open,
  className = '',
  children,
}: MenuProps) {
  return (
    <details className={`menu ${end ? 'end' : ''} ${className}`} name="menu" open={open}>
      <summary className={quiet ? 'btn quiet' : 'btn'} aria-label={ariaLabel} data-key={hotkey}>
        {label}
        {arrow && <ChevronDown aria-hidden />}
      </summary>
      <div className="menu-panel">{children}</div>
    </details>
  )
}
