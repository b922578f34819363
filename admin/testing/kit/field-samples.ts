import type { FieldSample } from './samples/field-sample'
import { composedSamples } from './samples/composed-samples'
import { formatSamples } from './samples/format-samples'
import { numberSamples } from './samples/number-samples'
import { momentSamples } from './samples/moment-samples'
import { structureSamples } from './samples/structure-samples'
import { shapeSamples } from './samples/shape-samples'
import { textSamples } from './samples/text-samples'

/** The columns and values of every field type for the contract suite. */
export const fieldSamples: readonly FieldSample[] = [
  ...numberSamples,
  ...momentSamples,
  ...structureSamples,
  ...composedSamples,
  ...shapeSamples,
  ...textSamples,
  ...formatSamples,
]
