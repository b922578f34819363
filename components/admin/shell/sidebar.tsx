'use client'

import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Shell, SideViews as SideViewsData } from '@/admin/client'
import { SideViews } from './side-views'
import * as shared from '../../words/shared'
import * as words from '../../words/shell'

interface SidebarProps {
  title: string
  homeHref: string
  groups: Shell['groups']
  system: Shell['system']
  currentPath: string
  /** Those of the current table. */
  views: SideViewsData | null
}

const remembered = 'brolly-nav-filter'

/** The list of tables with a filter. On a phone it is a popover, which needs no JavaScript. */
export function Sidebar({ title, homeHref, groups, system, currentPath, views }: SidebarProps) {
  const [filter, setFilter] = useState('')
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    setFilter(sessionStorage.getItem(remembered) ?? '')
    if (list.current) showCurrent(list.current)
  }, [])

  const change = (text: string) => {
    setFilter(text)
    sessionStorage.setItem(remembered, text)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') change('')
    if (event.key === 'Enter') list.current?.querySelector<HTMLAnchorElement>('a')?.click()
  }
  const terms = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = groups
    .map((group) => ({
      ...group,
      tables: group.tables.filter(({ label, path }) => {
        const text = `${label} ${path}`.toLowerCase()
        return terms.every((term) => text.includes(term))
      }),
    }))
    .filter((group) => group.tables.length > 0)

  return (
    <nav className="sidebar" id="nav" popover="auto" aria-label={shared.tables}>
      <a className="brand" href={homeHref}>
        {title}
      </a>
      <div className="side-filter">
        <Search aria-hidden />
        <input
          type="search"
          className="input small"
          placeholder={words.findTable}
          aria-label={words.findTable}
          data-key="/"
          autoComplete="off"
          value={filter}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="side-scroll" ref={list}>
        {shown.map((group, index) => (
          <SidebarGroup key={group.label ?? index} {...group} currentPath={currentPath} views={views} />
        ))}
        {shown.length === 0 && <p className="side-label">{filter ? words.noTableNamed(filter) : words.noTables}</p>}
      </div>
      {system.length > 0 && (
        <ul className="side-system">
          {system.map((link) => (
            <SidebarLink key={link.href} {...link} currentPath={currentPath} />
          ))}
        </ul>
      )}
    </nav>
  )
}

/** Not `scrollIntoView`, after which the first press of Tab would start at this link. */
function showCurrent(list: HTMLElement): void {
  const current = list.querySelector<HTMLElement>('[aria-current]')
  if (!current) return
  const below = current.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom
  if (below > 0) list.scrollTop += below
}

function SidebarGroup(props: Shell['groups'][number] & Pick<SidebarProps, 'currentPath' | 'views'>) {
  const { views } = props
  return (
    <>
      {props.label !== null && <div className="side-label">{props.label}</div>}
      <ul aria-label={props.label ?? shared.tables}>
        {props.tables.map((table) => (
          <SidebarLink key={table.path} href={table.href} label={table.label} currentPath={props.currentPath}>
            {views?.table === table.path && <SideViews views={views} label={table.label} />}
          </SidebarLink>
        ))}
      </ul>
    </>
  )
}

interface SidebarLinkProps {
  href: string
  label: string
  note?: string | null
  currentPath: string
  children?: ReactNode
}

function SidebarLink({ href, label, note = null, currentPath, children }: SidebarLinkProps) {
  const current = currentPath === href || currentPath.startsWith(`${href}/`)
  return (
    <li>
      <a className="side-link" href={href} title={label} aria-current={current ? 'page' : undefined}>
        {label}
        {note !== null && <span className="side-note">{note}</span>}
      </a>
      {children}
    </li>
  )
}
