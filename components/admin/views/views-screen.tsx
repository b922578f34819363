import type { SavedView, ViewsPage } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { Button, ButtonLink } from '../../ui/button'
import * as words from '../../words/views'
import { ViewForm, type ViewState } from './view-form'

interface ViewsScreenProps {
  page: ViewsPage
  saveAction: (state: ViewState, data: FormData) => Promise<ViewState>
  /** Changes the view that is being edited. */
  changeAction: (state: ViewState, data: FormData) => Promise<ViewState>
  /** Deletes the view `view`, or makes `default` the default view; an empty one ends it. */
  rowAction: (data: FormData) => Promise<void>
}

/** The saved views of a list, and a form to save the list as it is, or to change a view. */
export function ViewsScreen({ page, saveAction, changeAction, rowAction }: ViewsScreenProps) {
  const { views, current, edited } = page
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
        <ViewTable page={page} rowAction={rowAction} />
      )}
      <section className="account-part" aria-labelledby="view-form">
        <h2 id="view-form">{edited === null ? words.saveThis : words.editTitle(edited.name)}</h2>
        {edited !== null ? (
          <ViewForm key={edited.id} page={page} current={null} action={changeAction} />
        ) : current === null ? (
          <p className="lead">{words.cannotSave}</p>
        ) : (
          <ViewForm page={page} current={current} action={saveAction} />
        )}
      </section>
    </div>
  )
}

type ViewRow = ViewsPage['views'][number]

function ViewTable({ page, rowAction }: { page: ViewsPage; rowAction: ViewsScreenProps['rowAction'] }) {
  return (
    <form action={rowAction} className="matrix-scroll">
      <input type="hidden" name="list" value={page.current?.query ?? ''} />
      <table className="grid-table views-table" aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col" className="n">
              {words.columns.rows}
            </th>
            <th scope="col">{words.columns.audience}</th>
            <th scope="col">
              <span className="sr-only">{words.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {page.views.map((view) => (
            <tr key={view.id}>
              <th scope="row">
                <ViewName view={view} />
              </th>
              <td className="n">{view.rows}</td>
              <td>
                {audienceWords(view)}
                {view.owner !== null && <small className="muted"> {words.by(view.owner)}</small>}
              </td>
              <td>
                <div className="view-buttons">
                  <ViewButtons view={view} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </form>
  )
}

function ViewName({ view }: { view: ViewRow }) {
  return (
    <>
      {view.href === null ? (
        <>
          {view.name} <small className="muted">{words.notFitting}</small>
        </>
      ) : (
        <a className="prose-link" href={view.href}>
          {view.name}
        </a>
      )}
      {view.isDefault && <Badge tone="neutral">{words.isDefault}</Badge>}
    </>
  )
}

function ViewButtons({ view }: { view: ViewRow }) {
  return (
    <>
      {view.isDefault ? (
        <Button type="submit" name="default" value="">
          {words.endDefault}
        </Button>
      ) : (
        view.href !== null && (
          <Button type="submit" name="default" value={view.id} aria-label={words.makeDefaultOf(view.name)}>
            {words.makeDefault}
          </Button>
        )
      )}
      {view.editHref !== null && (
        <ButtonLink href={view.editHref} aria-label={words.editOf(view.name)}>
          {words.edit}
        </ButtonLink>
      )}
      {view.removable && (
        <Button type="submit" name="view" value={view.id} aria-label={words.removeOf(view.name)}>
          {words.remove}
        </Button>
      )}
    </>
  )
}

function audienceWords({ audience }: SavedView): string {
  if (audience === null) return words.onlyMe
  return 'group' in audience ? words.groupOf(audience.group) : words.everybody
}
