import type { LoadView } from './own-views'

/** An input of the product that is loaded when a form has one. */
export interface FurtherInput {
  /** As in `FieldMeta.input`. */
  readonly name: string
  readonly load: LoadView
  /** Set if it needs JavaScript: the input of its kind stands in its place until then. */
  readonly scripted: boolean
}

export const furtherInputs: readonly FurtherInput[] = [
  { name: 'radio', load: () => import('./choice-buttons'), scripted: false },
  { name: 'segments', load: () => import('./choice-buttons'), scripted: false },
  { name: 'chips', load: () => import('./chips-input'), scripted: true },
  { name: 'editor', load: () => import('./code-input'), scripted: true },
  { name: 'code', load: () => import('./code-input'), scripted: true },
  { name: 'markdown', load: () => import('./markdown-input'), scripted: true },
  { name: 'colour', load: () => import('./colour-input'), scripted: true },
]
