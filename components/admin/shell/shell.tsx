'use client'

import { Menu as MenuIcon, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Shell as ShellData, SideViews } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import { ActingBanner } from './acting-banner'
import { NavToggle } from './nav-toggle'
import { ShellKeys } from './shell-keys'
import { Sidebar } from './sidebar'
import { TimeZoneCookie } from './time-zone-cookie'
import { UserMenu } from './user-menu'
import * as searchWords from '../../words/search'
import * as shared from '../../words/shared'
import * as words from '../../words/shell'

export interface Breadcrumb {
  label: string
  /** Absent for the current page, the last one. */
  href?: string
}

interface ShellProps {
  shell: ShellData
  /** The page's path without its query: marks the current table. */
  currentPath: string
  breadcrumbs: Breadcrumb[]
  side: SideViews | null
  logoutAction: () => void | Promise<void>
  /** The action that returns from the account of another user. */
  stopActing: () => void | Promise<void>
  /** For developers: the queries of the page, and problems of the declarations. */
  queries?: ReactNode
  problems?: ReactNode
  children: ReactNode
}

const environmentTones: Record<NonNullable<ShellData['environment']>, Tone> = {
  production: 'danger',
  staging: 'warning',
  development: 'success',
}

/**
 * The frame of every page for logged-in users: tables on the left, breadcrumbs and user menu at the top. A client
 * component, so that only its data is sent and not its elements.
 */
export function Shell(props: ShellProps) {
  const { shell, currentPath, breadcrumbs, logoutAction, stopActing, queries, problems, children } = props
  return (
    <div className="app" data-environment={shell.environment ?? undefined} data-user={shell.user.email}>
      <a className="btn skip" href="#main">
        {words.skipToContent}
      </a>
      <Sidebar
        title={shell.siteTitle}
        homeHref={shell.homeHref}
        groups={shell.groups}
        system={shell.system}
        currentPath={currentPath}
        views={props.side}
      />
      <header className="topbar">
        <button
          type="button"
          className="btn quiet icon nav-toggle phone-only"
          popoverTarget="nav"
          aria-label={shared.tables}
        >
          <MenuIcon aria-hidden />
        </button>
        <NavToggle />
        <nav className="crumbs" aria-label={words.breadcrumb}>
          <ol>
            {breadcrumbs.map(({ label, href }, index) => (
              <li key={`${index} ${label}`}>
                {href === undefined ? <span aria-current="page">{label}</span> : <a href={href}>{label}</a>}
              </li>
            ))}
          </ol>
        </nav>
        {shell.environment && (
          <span className="desktop-only">
            <Badge tone={environmentTones[shell.environment]}>{shell.environment}</Badge>
          </span>
        )}
        <a
          className="btn quiet global-search"
          href={shell.searchHref}
          data-opens="palette"
          title={searchWords.everywhere}
        >
          <Search aria-hidden />
          <span className="desktop-only">
            {searchWords.open} <kbd>{searchWords.keys}</kbd>
          </span>
          <span className="sr-only phone-only">{searchWords.open}</span>
        </a>
        {queries}
        <UserMenu
          user={shell.user}
          isActing={shell.acting !== null}
          accountHref={shell.accountHref}
          passwordHref={shell.passwordHref}
          sessionsHref={shell.sessionsHref}
          tokensHref={shell.tokensHref}
          logoutAction={logoutAction}
        />
      </header>
      <main className="main" id="main" tabIndex={-1}>
        {shell.acting !== null && <ActingBanner acting={shell.acting} email={shell.user.email} stop={stopActing} />}
        {problems}
        {children}
      </main>
      <footer className="app-foot">{shared.product}</footer>
      <ShellKeys basePath={shell.homeHref} searchHref={shell.searchApi} />
      <TimeZoneCookie />
    </div>
  )
}
