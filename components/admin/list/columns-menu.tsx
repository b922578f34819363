import { Columns3 } from 'lucide-react'
import { useMemo } from 'react'
import type { ListPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { joinMarkup, markup, type Markup, noMarkup } from '../../ui/markup'
import { Menu } from '../../ui/menu'
import { Hidden, keptParameters } from './list-parameters'
import * as words from '../../words/list'

/** Selects the columns of the list: a GET form that sends `~columns` once per column. */
export function ColumnsMenu({ page }: { page: ListPage }) {
  const choices = useMemo(() => ({ __html: choicesMarkup(page).html }), [page])
  if (page.columnChoices.length === 0) return null
  return (
    <div className="columns-slot">
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
          <div className="columns-foot">
            <Button type="submit" variant="primary">
              {words.showColumns}
            </Button>
            <a className="link" href={page.defaultColumnsHref}>
              {words.defaultColumns}
            </a>
          </div>
        </form>
      </Menu>
    </div>
  )
}

/** Markup instead of elements: two hundred columns are not rare, and the menu is closed on most pages. */
function choicesMarkup({ columnChoices }: ListPage): Markup {
  const rows = columnChoices.map(
    ({ name, label, shown }) =>
      markup`<label class="check-row"><input type="checkbox" name="~columns" value="${name}"${shown ? checked : noMarkup} />${label}</label>`,
  )
  return markup`<legend class="sr-only">${words.columnsToShow}</legend>${joinMarkup(rows)}`
}

const checked = markup` checked`
