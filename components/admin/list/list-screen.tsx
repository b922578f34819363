'use client'

import { Bookmark, Download, FileDown, Plus, Search, Trash2, X } from 'lucide-react'
import { useRef } from 'react'
import type { ListPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { Flash, type FlashMessage } from '../shell/flash'
import type { CellActions } from '../cell/cell-list'
import { ColumnsMenu } from './columns-menu'
import { EmptyList } from './empty-list'
import { FilterMenu } from './filter-menu'
import { ListForm } from './list-form'
import { Hidden, keptParameters } from './list-parameters'
import { RunAnyway } from './run-anyway'
import { PagerMini } from './list-pager'
import type { List } from './use-list'
import { useLoading } from './use-loading'
import * as exportWords from '../../words/export'
import * as filters from '../../words/filters'
import * as groupWords from '../../words/groups'
import * as words from '../../words/list'
import * as viewWords from '../../words/views'

interface ListScreenProps {
  list: List
  flash: FlashMessage | null
  /** Receives the selected rows: `key` (repeated), `~all`, `~action`, `~list`. */
  runAction: (data: FormData) => void | Promise<void>
  cells: CellActions
}

/**
 * The list of a table, as one client component: its rows are sent to the browser once, as arrays, and everything works
 * without JavaScript.
 */
export function ListScreen({ list, flash, runAction, cells }: ListScreenProps) {
  const { page } = list
  const root = useRef<HTMLDivElement>(null)
  useLoading(root, page)
  return (
    <div className="list" ref={root}>
      <Flash message={flash} />
      <ListBar page={page} runAction={runAction} />
      {page.presets.length > 0 && <Presets page={page} />}
      <Chips page={page} />
      <div className="list-notes">
        {page.readOnlyNote !== null && <Notice>{page.readOnlyNote}</Notice>}
        {page.openingNote !== null && <Notice tone="warning">{page.openingNote}</Notice>}
        {page.notice !== null && <Notice tone="warning">{page.notice}</Notice>}
        {page.asksToRun && <RunAnyway page={page} />}
      </div>
      {/* Selected rows and typed filters belong to the rows they were made on. */}
      <ListForm
        key={`${page.listQuery} ${page.rangeLabel}`}
        list={list}
        runAction={runAction}
        cells={cells}
        done={flash !== null && flash.tone !== 'danger'}
      >
        {page.rowCount === 0 && page.notice === null && <EmptyList page={page} />}
      </ListForm>
    </div>
  )
}

function ListBar({ page, runAction }: Pick<ListScreenProps, 'runAction'> & { page: ListPage }) {
  return (
    <div className="list-bar">
      <h1 title={page.title}>{page.title}</h1>
      <span className="list-count">{page.countLabel}</span>
      {page.search !== null && <SearchForm page={page} search={page.search} />}
      {page.filters.length > 0 && <FilterMenu page={page} />}
      <span className="list-gap" />
      <PagerMini page={page} />
      <ColumnsMenu page={page} />
      {page.tableActions.length > 0 && (
        <form action={runAction} className="list-actions">
          <input type="hidden" name="~list" value={page.listQuery} />
          {page.tableActions.map(({ name, label, danger }) => (
            <Button key={name} type="submit" name="~action" value={name} danger={danger}>
              {label}
            </Button>
          ))}
        </form>
      )}
      <ButtonLink href={page.viewsHref} icon variant="quiet" aria-label={viewWords.title} title={viewWords.title}>
        <Bookmark aria-hidden />
      </ButtonLink>
      {page.exportHref !== null && (
        <ButtonLink href={page.exportHref} className="export" download>
          <Download aria-hidden />
          <span className="word">{words.exportCsv}</span>
        </ButtonLink>
      )}
      {page.exportOptionsHref !== null && (
        <ButtonLink
          href={page.exportOptionsHref}
          icon
          variant="quiet"
          aria-label={exportWords.options}
          title={exportWords.options}
        >
          <FileDown aria-hidden />
        </ButtonLink>
      )}
      {page.trashHref !== null && (
        <ButtonLink href={page.trashHref} icon variant="quiet" aria-label={words.trash} title={words.trash}>
          <Trash2 aria-hidden />
        </ButtonLink>
      )}
      {page.addHref !== null && (
        <ButtonLink href={page.addHref} variant="primary" data-key="c">
          <Plus aria-hidden />
          {words.add(page.singular)}
        </ButtonLink>
      )}
    </div>
  )
}

function SearchForm({ page, search }: { page: ListPage; search: { value: string; hint: string } }) {
  return (
    <form role="search" className="list-search">
      <Hidden parameters={keptParameters(page, ['q'])} />
      <Search aria-hidden />
      <input
        key={search.value}
        type="search"
        name="q"
        className="input small"
        defaultValue={search.value}
        placeholder={words.search(search.hint)}
        title={words.searches(search.hint)}
        aria-label={words.searchIn(page.plural, search.hint)}
        data-key="/"
        autoComplete="off"
        enterKeyHint="search"
      />
    </form>
  )
}

/** The whole list, the views that the table declares, and the default view. */
function Presets({ page: { presets } }: { page: ListPage }) {
  return (
    <nav className="presets" aria-label={viewWords.title}>
      {presets.map((link) => (
        <a key={link.href} href={link.href} aria-current={link.current ? 'page' : undefined}>
          {link.name}
        </a>
      ))}
    </nav>
  )
}

function GroupChip({ groups: { label, removeHref } }: { groups: NonNullable<ListPage['groups']> }) {
  return (
    <span className="chip">
      <span>
        {groupWords.groupedBy} <b>{label}</b>
      </span>
      <a href={removeHref} aria-label={groupWords.remove(label)} title={groupWords.remove(label)}>
        <X size={13} aria-hidden />
      </a>
    </span>
  )
}

function Chips({ page }: { page: ListPage }) {
  if (page.chips.length === 0 && page.groups === null) return null
  return (
    <div className="chips">
      {page.groups !== null && <GroupChip groups={page.groups} />}
      <ul aria-label={filters.filters}>
        {page.chips.map(({ label, operator, value, editHref, removeHref }) => (
          <li key={removeHref} className="chip">
            {editHref === null ? (
              <span title={label}>{label}</span>
            ) : (
              <a className="chip-edit" href={editHref} title={filters.editFilter(`${label} ${operator} ${value}`)}>
                {label} {operator} <b>{value}</b>
              </a>
            )}
            <a
              href={removeHref}
              aria-label={filters.removeFilter(`${label} ${operator} ${value}`)}
              title={filters.remove}
            >
              <X size={13} aria-hidden />
            </a>
          </li>
        ))}
      </ul>
      {/* An empty list offers this link in place of the rows. */}
      {page.clearFiltersHref !== null && page.empty !== 'no match' && (
        <a className="link" href={page.clearFiltersHref}>
          {filters.clearFilters}
        </a>
      )}
    </div>
  )
}
