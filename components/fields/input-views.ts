import { furtherInputs } from './further-inputs'
import { arrivalOf, fieldView, type FieldView } from './own-views'

/** The built-in ones have a name that no path of a project's file has. */
const builtin = new Map(furtherInputs.map((input) => [`~${input.name}`, input]))

interface Drawn {
  readonly view?: string
  readonly input?: string
  /** The attributes of a composite value, which have inputs of their own. */
  readonly parts?: readonly Drawn[]
}

/** The view that draws the input of a field; undefined if its kind does. */
export function inputViewOf({ view, input }: Drawn): string | undefined {
  const further = `~${input}`
  return view ?? (builtin.has(further) ? further : undefined)
}

/** Whether a view is a built-in input that needs JavaScript. */
export const isScripted = (view: string): boolean => builtin.get(view)?.scripted ?? false

/** Loads a view. */
export const inputView = (view: string): Promise<FieldView> => fieldView(view, builtin.get(view)?.load)

/**
 * The views of these fields, to be waited for before their inputs are drawn; null if they have none. Server and browser both wait:
 * an input that took the place of another one later would lose what was typed meanwhile.
 */
export const inputViewsOf = (fields: readonly Drawn[]): Promise<unknown> | null =>
  arrivalOf(fields.flatMap(viewsIn), inputView)

function viewsIn(field: Drawn): string[] {
  const view = inputViewOf(field)
  return [...(view === undefined || isScripted(view) ? [] : [view]), ...(field.parts ?? []).flatMap(viewsIn)]
}
