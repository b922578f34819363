import type { SavedView, ViewsPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import * as words from '../../words/views'
import { ViewForm, type ViewState } from './view-form'

interface ViewsScreenProps {
  page: ViewsPage
  saveAction: (state: ViewState, data: FormData) => Promise<ViewState>
  /** Deletes the view whose button was pressed. */
  removeAction: (data: FormData) => Promise<void>
}

/** The saved views of a list, and a form to save the list as it is. */
export function ViewsScreen({ page, saveAction, removeAction }: ViewsScreenProps) {
  const { views, current } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.titleOf(page.title)}</h1>
        <ButtonLink href={page.listHref}>{words.back}</ButtonLink>
      </div>
      <p className="lead">{words.lead}</p>
      {views.length === 0 ? (
        <p className="entries-none">{words.none}</p>
      ) : (
        <ViewTable views={views} removeAction={removeAction} />
      )}
      <section className="account-part" aria-labelledby="new-view">
        <h2 id="new-view">{words.saveThis}</h2>
        {current === null ? (
          <p className="lead">{words.cannotSave}</p>
        ) : (
          <ViewForm page={page} current={current} action={saveAction} />
        )}
      </section>
    </div>
  )
}

function ViewTable({ views, removeAction }: { views: SavedView[]; removeAction: (data: FormData) => Promise<void> }) {
  return (
    <form action={removeAction} className="matrix-scroll">
      <table className="grid-table" aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.audience}</th>
            <th scope="col">
              <span className="sr-only">{words.remove}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {views.map((view) => (
            <tr key={view.id}>
              <th scope="row">
                {view.href === null ? (
                  <>
                    {view.name} <small className="muted">{words.notFitting}</small>
                  </>
                ) : (
                  <a className="prose-link" href={view.href}>
                    {view.name}
                  </a>
                )}
              </th>
              <td>
                {audienceWords(view)}
                {view.owner !== null && <small className="muted"> {words.by(view.owner)}</small>}
              </td>
              <td>
                {view.removable && (
                  <Button type="submit" name="view" value={view.id} aria-label={words.removeOf(view.name)}>
                    {words.remove}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </form>
  )
}

function audienceWords({ audience }: SavedView): string {
  if (audience === null) return words.onlyMe
  return 'group' in audience ? words.groupOf(audience.group) : words.everybody
}
