import { KeyRound, LogOut, MonitorSmartphone, Ticket, UserRound } from 'lucide-react'
import type { Shell } from '@/admin/client'
import { Menu } from '../../ui/menu'
import { ThemeSwitch } from './theme-switch'
import * as words from '../../words/shell'

interface UserMenuProps {
  user: Shell['user']
  /** What concerns the account itself is for its owner. */
  isActing: boolean
  accountHref: string
  /** Null for an account without a password. */
  passwordHref: string | null
  sessionsHref: string
  tokensHref: string
  logoutAction: () => void | Promise<void>
}

export function UserMenu({
  user,
  isActing,
  accountHref,
  passwordHref,
  sessionsHref,
  tokensHref,
  logoutAction,
}: UserMenuProps) {
  const name = user.name || user.email
  return (
    <Menu
      end
      quiet
      ariaLabel={words.account(name)}
      label={
        <>
          <UserRound aria-hidden />
          <span className="user-name desktop-only">{name}</span>
        </>
      }
    >
      <div className="user-account">
        <div>{name}</div>
        {name !== user.email && <div className="muted">{user.email}</div>}
      </div>
      <div className="user-theme">
        <ThemeSwitch />
      </div>
      {!isActing && (
        <>
          <a className="menu-item" href={accountHref}>
            <UserRound aria-hidden />
            {words.yourAccount}
          </a>
          {passwordHref !== null && (
            <a className="menu-item" href={passwordHref}>
              <KeyRound aria-hidden />
              {words.changePassword}
            </a>
          )}
          <a className="menu-item" href={sessionsHref}>
            <MonitorSmartphone aria-hidden />
            {words.sessions}
          </a>
          <a className="menu-item" href={tokensHref}>
            <Ticket aria-hidden />
            {words.tokens}
          </a>
        </>
      )}
      <form action={logoutAction}>
        <button className="menu-item">
          <LogOut aria-hidden />
          {words.logOut}
        </button>
      </form>
    </Menu>
  )
}
