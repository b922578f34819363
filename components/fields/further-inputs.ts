import type { LoadView } from './own-views'

/** Inputs that a browser loads with the first form that has one, by their name in `FieldMeta.input`. */
export const furtherInputs: readonly (readonly [name: string, load: LoadView])[] = [
  ['radio', () => import('./choice-buttons')],
  ['segments', () => import('./choice-buttons')],
  ['chips', () => import('./chips-input')],
  ['editor', () => import('./code-input')],
  ['code', () => import('./code-input')],
  ['markdown', () => import('./markdown-input')],
  ['colour', () => import('./colour-input')],
]
