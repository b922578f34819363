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
type Arrival = Promise<FieldView> & { status?: 'fulfilled'; value?: FieldView }

const views = new Map<string, Arrival>()
const arrivals = new Map<string, Promise<unknown>>()
const builtin = new Map<string, LoadView>()
let load: Load | null = null

/** Registers how the project's files are found. Called once, by the module that the bundler resolves them from. */
export function loadFieldViewsBy(found: Load): void {
  load = found
}

/** Registers inputs of the product that are loaded when a form has one. */
export function addBuiltinInputs(inputs: readonly (readonly [name: string, load: LoadView])[]): void {
  for (const [name, loadInput] of inputs) builtin.set(`~${name}`, loadInput)
}

/** The view of a field, if it is not drawn by its kind alone. */
export function viewOf({ view, input }: { readonly view?: string; readonly input?: string }): string | undefined {
  const further = `~${input}`
  return view ?? (builtin.has(further) ? further : undefined)
}

/** Settled with an empty view if the file is missing or broken, which the console reports: its fields keep their plain inputs. */
export function fieldView(path: string): Promise<FieldView> {
  const known = views.get(path)
  if (known) return known
  const failed = (error: unknown): FieldView => {
    console.error(`${builtin.has(path) ? path.slice(1) : `db/${path}.view.tsx`} could not be loaded.`, error)
    return {}
  }
  const arrival: Arrival = Promise.resolve((builtin.get(path) ?? load)?.(path))
    .then((module) => module?.default ?? failed(new Error('It has no default export made by defineFieldView.')), failed)
    .then((view) => {
      arrival.status = 'fulfilled'
      arrival.value = view
      return view
    })
  views.set(path, arrival)
  return arrival
}

/**
 * The views of these columns, to be waited for before their cells or inputs are drawn; null if they have none. The same columns
 * get the same promise, as `use` wants it.
 */
export function fieldViewsOf(columns: readonly { readonly view?: string }[]): Promise<unknown> | null {
  const paths = columns.flatMap(({ view }) => (view === undefined ? [] : [view]))
  if (paths.length === 0) return null
  const key = [...new Set(paths)].join(' ')
  const known = arrivals.get(key) ?? Promise.all(paths.map(fieldView))
  arrivals.set(key, known)
  return known
}

/** The view of a column, if it has one that has arrived. */
export const loadedView = (path: string | undefined): FieldView | null =>
  path === undefined ? null : (views.get(path)?.value ?? null)
