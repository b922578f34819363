import { AdminError } from '../errors'
import type { ColumnFacts } from '../schema/model'
import { asText, fieldType, type Operator } from './field-type'
import { comparable } from './operators'
import { ruledSchema } from './ruled-schema'
import { checkRules, type FieldRules } from './rules'

function rules({ choices, enumValues }: ColumnFacts): FieldRules {
  const values = choices?.map(({ value }) => value) ?? enumValues
  return values === null ? {} : { oneOf: values }
}

const labelIn = ({ choices }: ColumnFacts, value: string): string =>
  choices?.find((choice) => choice.value === value)?.label ?? value

/** A text column may contain values that its declaration no longer lists, and filters still accept them. */
function lenient(operator: Operator): Operator {
  if (operator.takes === 'boolean') return operator
  return {
    ...operator,
    raw: true,
    where: (expression, values, column) => {
      for (const value of values) {
        const problem = checkRules(column.baseType === 'enum' ? rules(column) : {}, value)
        if (problem !== null) throw new AdminError('BAD_QUERY', problem)
      }
      return operator.where(expression, values, column)
    },
  }
}

/**
 * One of a few values: an enum, a text column declared with its values, or any column with declared choices. A value that has since been removed is still
 * shown.
 */
export const choice = fieldType({
  kind: 'choice',
  matches: ({ baseType, enumValues, choices, dimensions }) =>
    baseType === 'enum' || enumValues !== null || (choices !== null && dimensions === 0),
  meta: (column) => ({
    rules: rules(column),
    width: 'short',
    options: [...(column.choices ?? (column.enumValues ?? []).map((value) => ({ value, label: value })))],
  }),
  schema: (column) => ruledSchema(rules(column)),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value, column) => labelIn(column, value),
  toText: (value, column) => labelIn(column, value),
  operators: comparable.map(lenient),
  search: 'exact',
  listRank: 20,
})
