import type { z } from 'zod'
import { AdminError } from '../errors'
import { withoutOwnType } from '../schema/declared-facts'
import type { ColumnFacts } from '../schema/model'
import { asText, fieldType, type FieldType, type FormatContext, type Operator } from './field-type'
import { comparable } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

function rules({ choices, enumValues }: ColumnFacts): FieldRules {
  const values = choices?.map(({ value }) => value) ?? enumValues
  return values === null ? {} : { oneOf: values }
}

const labelIn = ({ choices }: ColumnFacts, value: string): string =>
  choices?.find((choice) => choice.value === value)?.label ?? value

const utc: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date(0) }

/** Up to this many values, with this many characters together, are shown beside each other. */
const mostSegments = 4
const segmentsLength = 32

/** A value must be chosen, and all fit into a line. */
function isShort({ notNull, defaultKind }: ColumnFacts, labels: readonly string[]): boolean {
  return notNull && defaultKind === 'none' && labels.length <= mostSegments && labels.join('').length <= segmentsLength
}

/**
 * One of a few values: an enum, a text column declared with its values, or any column with declared choices. A value that is none of
 * them, as it may have been removed since, is still shown and found.
 */
export function choiceOver(valueTypeOf: (column: ColumnFacts) => FieldType): FieldType {
  /** What the column can hold: an enum nothing but its values. */
  const held = (column: ColumnFacts, context: FormatContext) =>
    column.baseType === 'enum'
      ? ruledSchema({ oneOf: column.enumValues ?? [] })
      : valueTypeOf({ ...withoutOwnType(column), enumValues: null, choices: null }).schema(column, context)
  const lenient = (operator: Operator): Operator =>
    operator.takes === 'boolean'
      ? operator
      : {
          ...operator,
          raw: true,
          where: (expression, values, column) =>
            operator.where(
              expression,
              values.map((value) => filterValue(held(column, utc), value)),
              column,
            ),
        }
  return fieldType({
    kind: 'choice',
    matches: ({ baseType, enumValues, choices, dimensions }) =>
      baseType === 'enum' || enumValues !== null || (choices !== null && dimensions === 0),
    meta: (column) => {
      const options = [...(column.choices ?? (column.enumValues ?? []).map((value) => ({ value, label: value })))]
      const labels = options.map(({ label }) => label)
      return {
        rules: rules(column),
        width: 'short',
        options,
        ...(isShort(column, labels) ? { input: 'segments' } : {}),
      }
    },
    inputs: () => ['select', 'radio', 'segments'],
    schema: held,
    formSchema: (column) => ruledSchema(rules(column)),
    toForm: (value) => value,
    exportSql: asText,
    toCell: (value, column) => labelIn(column, value),
    toText: (value, column) => labelIn(column, value),
    operators: comparable.map(lenient),
    search: 'exact',
    listRank: 20,
  })
}

/** @throws {AdminError} `BAD_QUERY` for what no value of the column can be. */
function filterValue(schema: z.ZodType<string, string>, value: string): string {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AdminError('BAD_QUERY', parsed.error.issues[0]?.message ?? words.doesNotFit)
}
