import type { AnchorHTMLAttributes, ComponentProps } from 'react'

interface Look {
  /** Use primary for the most common action of a page. */
  variant?: 'primary' | 'default' | 'quiet'
  danger?: boolean
  /** A square button with only an icon; give it an `aria-label`. */
  icon?: boolean
  large?: boolean
}

function classes({ variant = 'default', danger, icon, large }: Look, more: string | undefined): string {
  return [
    'btn',
    variant === 'default' ? '' : variant,
    danger ? 'danger' : '',
    icon ? 'icon' : '',
    large ? 'large' : '',
    more,
  ]
    .filter(Boolean)
    .join(' ')
}

/** A button. It submits its form only with `type="submit"`. */
export function Button(props: Look & ComponentProps<'button'>) {
  const { variant, danger, icon, large, className, type = 'button', ...rest } = props
  return <button {...rest} type={type} className={classes({ variant, danger, icon, large }, className)} />
}

/** A link that looks like a button. Without `href` it is shown as disabled. */
export function ButtonLink(props: Look & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const { variant, danger, icon, large, className, ...rest } = props
  const unavailable = rest.href === undefined ? { 'aria-disabled': true, role: 'link' } : {}
  return <a {...rest} {...unavailable} className={classes({ variant, danger, icon, large }, className)} />
}
