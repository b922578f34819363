import type { FieldType } from '../../fields/field-type'
import { fieldTypeOf, fieldTypes } from '../../fields/registry'
import type { ColumnFacts } from '../../schema/model'
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

/** The type of a sample's column. Which columns are relations is decided by the model, which samples lack. */
export const typeFor =
  ({ kind }: FieldSample) =>
  (facts: ColumnFacts): FieldType =>
    kind === 'relation' ? fieldTypes.relation : fieldTypeOf(facts)
