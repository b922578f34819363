import { Columns3 } from 'lucide-react'
import type { ListPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Menu } from '../../ui/menu'
import { Hidden, keptParameters } from './list-parameters'

/** Which columns the list shows: a GET form that sends `~columns` once for each. */
export function ColumnsMenu({ page }: { page: ListPage }) {
  if (page.columnChoices.length === 0) return null
  return (
    <div className="columns-slot">
      <Menu
        end
        label={
          <>
            <Columns3 aria-hidden />
            <span className="word">Columns</span>
          </>
        }
      >
        <form key={page.listQuery} className="min-w-64">
          <Hidden parameters={keptParameters(page, ['columns'])} />
          <fieldset>
            <legend className="sr-only">Columns to show</legend>
            {page.columnChoices.map(({ name, label, shown }) => (
              <label key={name} className="check-row">
                <input type="checkbox" name="~columns" value={name} defaultChecked={shown} />
                {label}
              </label>
            ))}
          </fieldset>
          <div className="sticky -bottom-1 -mb-1 flex items-center gap-3 border-t border-line bg-(--raised) p-2">
            <Button type="submit" variant="primary">
              Show columns
            </Button>
            <a className="link" href={page.defaultColumnsHref}>
              Default columns
            </a>
          </div>
        </form>
      </Menu>
    </div>
  )
}
