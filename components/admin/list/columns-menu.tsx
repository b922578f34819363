import { Columns3 } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { type ListPage, totalLabels } from '@/admin/client'
import { Button } from '../../ui/button'
import { joinMarkup, markup, type Markup, noMarkup } from '../../ui/markup'
import { Menu } from '../../ui/menu'
import { Hidden, keptParameters } from './list-parameters'
import * as groupWords from '../../words/groups'
import * as words from '../../words/list'
import * as totalWords from '../../words/totals'

/** Selects the columns of the list: a GET form that sends `~columns` once per column. */
export function ColumnsMenu({ page }: { page: ListPage }) {
  const choices = useMemo(() => ({ __html: choicesMarkup(page).html }), [page])
  const slot = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const [menu, form] = [
      slot.current?.querySelector('details'),
      slot.current?.querySelector<HTMLElement>('.columns-form'),
    ]
    if (!menu || !form) return undefined
    let detach: (() => void) | null = null
    // Loaded when the menu is first opened.
    const load = () =>
      void import('./column-order').then(({ attachColumnOrder }) => (detach ??= attachColumnOrder(form)))
    menu.addEventListener('toggle', load, { once: true })
    return () => {
      menu.removeEventListener('toggle', load)
      detach?.()
    }
  }, [page])
  if (page.columnChoices.length === 0) return null
  return (
    <div className="columns-slot" ref={slot}>
      <Menu
        end
        label={
          <>
            <Columns3 aria-hidden />
            <span className="word">{words.columns}</span>
          </>
        }
      >
        <form key={page.listQuery} className="columns-form">
          <Hidden parameters={keptParameters(page, ['columns'])} />
          <fieldset dangerouslySetInnerHTML={choices} />
          <p className="help order-hint">{words.orderHint}</p>
          <div className="columns-foot">
            <Button type="submit" variant="primary">
              {words.showColumns}
            </Button>
            <a className="link" href={page.defaultColumnsHref}>
              {words.defaultColumns}
            </a>
          </div>
        </form>
        <TotalForm page={page} />
        <GroupForm page={page} />
      </Menu>
    </div>
  )
}

/** Adds a total of a column that is shown. */
function TotalForm({ page }: { page: ListPage }) {
  const options = useMemo(() => ({ __html: totalOptions(page).html }), [page])
  if (options.__html === '') return null
  return (
    <form className="column-form">
      <Hidden parameters={keptParameters(page, [])} />
      <label>
        {totalWords.total}
        <select name="~total" className="input small" dangerouslySetInnerHTML={options} />
      </label>
      <Button type="submit">{totalWords.add}</Button>
    </form>
  )
}

/** Groups the rows by the values of a column. */
function GroupForm({ page }: { page: ListPage }) {
  const options = useMemo(() => ({ __html: groupOptions(page).html }), [page])
  if (options.__html === '') return null
  return (
    <form className="column-form">
      <Hidden parameters={keptParameters(page, ['group'])} />
      <label>
        {groupWords.groupBy}
        <select name="group" className="input small" dangerouslySetInnerHTML={options} />
      </label>
      <Button type="submit">{groupWords.group}</Button>
    </form>
  )
}

const groupOptions = ({ columnChoices }: ListPage): Markup =>
  joinMarkup(
    columnChoices.flatMap(({ groups = [] }) =>
      groups.map(({ name, label }) => markup`<option value="${name}">${label}</option>`),
    ),
  )

const totalOptions = ({ columnChoices, totals }: ListPage): Markup =>
  joinMarkup(
    columnChoices.flatMap(({ name, label, shown, totals: known = [] }) => {
      const others = shown ? known.filter((id) => !totals.some((total) => total.name === `${name}.${id}`)) : []
      return others.map(
        (id) => markup`<option value="${name}.${id}">${totalWords.ofColumn(totalLabels[id], label)}</option>`,
      )
    }),
  )

/** Markup instead of elements: two hundred columns are not rare, and the menu is closed on most pages. */
function choicesMarkup({ columnChoices }: ListPage): Markup {
  const rows = columnChoices.map(
    ({ name, label, shown }) =>
      markup`<label class="check-row"><input type="checkbox" name="~columns" value="${name}"${shown ? checked : noMarkup} /><span>${label}</span><span class="grip" aria-hidden="true">${words.grip}</span></label>`,
  )
  return markup`<legend class="sr-only">${words.columnsToShow}</legend>${joinMarkup(rows)}`
}

const checked = markup` checked`
