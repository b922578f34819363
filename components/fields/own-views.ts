import type { Markup } from '../ui/markup'
import type { FieldInput } from './field-input'

/** The browser half of a field type of your own. What it leaves out is drawn as in the type that it refines. */
export interface FieldView {
  /** One control that posts `control.name` with the form's text, also before JavaScript. */
  Input?: FieldInput
  /**
   * The content of a cell of a list. A function that writes markup instead of a component, because a page has a thousand cells.
   * `shown` and `extra` are what `toCell` returned; `extra` is '' if that was a text alone.
   */
  Cell?: (shown: string, extra: string) => Markup
}

/** Gives a file `….view.tsx` its type: `export default defineFieldView({ Input, Cell })`. */
export const defineFieldView = (view: FieldView): FieldView => view

type Load = (path: string) => Promise<{ readonly default?: FieldView }>
export type LoadView = () => Promise<{ readonly default: FieldView }>

/** A promise that React's `use` reads without waiting once it has the value, as React itself marks promises. */
type Arrival<T> = Promise<T> & { status?: 'fulfilled'; value?: T }

const views = new Map<string, Arrival<FieldView>>()
const arrivals = new Map<string, Promise<unknown>>()
let load: Load | null = null

/** Registers how the project's files are found. Called once, by the module that the bundler resolves them from. */
export function loadFieldViewsBy(found: Load): void {
  load = found
}

/** Settled with an empty view if the file is missing or broken, which the console reports: its fields keep their plain inputs. */
export function fieldView(path: string, loadView: Load | null = load): Promise<FieldView> {
  const known = views.get(path)
  if (known) return known
  const failed = (error: unknown): FieldView => {
    console.error(`${path} could not be loaded.`, error)
    return {}
  }
  const arrival = marked(
    Promise.resolve(loadView?.(path)).then(
      (module) => module?.default ?? failed(new Error('It has no default export made by defineFieldView.')),
      failed,
    ),
  )
  views.set(path, arrival)
  return arrival
}

function marked<T>(promise: Promise<T>): Arrival<T> {
  const arrival: Arrival<T> = promise.then((value) => {
    arrival.status = 'fulfilled'
    arrival.value = value
    return value
  })
  return arrival
}

/** The views of these columns, to be waited for before their cells are drawn; null if they have none. */
export const fieldViewsOf = (columns: readonly { readonly view?: string }[]): Promise<unknown> | null =>
  arrivalOf(
    columns.flatMap(({ view }) => (view === undefined ? [] : [view])),
    (path) => fieldView(path),
  )

/** When all of these views have arrived; null without any. The same paths get the same promise, as `use` wants it. */
export function arrivalOf(
  paths: readonly string[],
  viewAt: (path: string) => Promise<FieldView>,
): Promise<unknown> | null {
  if (paths.length === 0) return null
  const key = [...new Set(paths)].join(' ')
  const known = arrivals.get(key) ?? marked(Promise.all(paths.map((path) => viewAt(path))))
  arrivals.set(key, known)
  return known
}

/** The view of a column, if it has one that has arrived. */
export const loadedView = (path: string | undefined): FieldView | null =>
  path === undefined ? null : (views.get(path)?.value ?? null)
