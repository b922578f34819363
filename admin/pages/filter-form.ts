import { AdminError } from '../errors'
import { operatorIds, type OperatorId } from '../fields/filter-meta'
import { rowsAllowed } from '../permissions/rows-allowed'
import { filterablesNamed, stepsFrom } from '../query/filters/filterable'
import { takesRows, valueNamed } from '../query/filters/named-value'
import { isFilterName, parseFilters } from '../query/filters/parse-filters'
import { readLine } from '../query/filters/read-line'
import { withoutIdle } from '../query/list-state'
import { isPageName } from '../schema/input-name'
import type { AdminContext } from '../site/context'
import type { Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import type { FilterDraft } from './shapes/filters'
import * as words from '../words/filters'

/** What the list is asked for, and what of the form could not be done; null if all of it could. */
export interface FilterAnswer {
  parameters: Parameters
  draft: FilterDraft | null
}

const rowName = /^~(column|operator|value)(?:\.(\d{1,3}))?$/u
const ownNames = new Set(['~line', '~before', '~rows', '~edit', '~counts'])
const isOwn = (name: string) => ownNames.has(name) || rowName.test(name)

/**
 * Reads the forms of the filter panel, which are plain GET forms: `~column`, `~operator` and `~value`, for further rows with
 * `.1`; `~line`, a filter line; `~before`, the list as it was; `~rows`, if the rows take the place of its filters; `~edit`,
 * a filter to be edited; `~counts`, a column whose values are to be counted. What cannot be done leaves the list as it was, and is answered at its place.
 *
 * @returns Null if the parameters hold no such form.
 * @throws {AdminError} `FORBIDDEN` without permission to view.
 */
export async function filterForm(
  ctx: AdminContext,
  admin: Admin,
  parameters: Parameters,
): Promise<FilterAnswer | null> {
  if (!parameters.some(([name]) => isOwn(name))) return null
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const word = (name: string) => parameters.find(([key]) => key === name)?.[1]
  const before = word('~before')
  // A script adds `~plan` to every form.
  const others = parameters.filter(([name]) => !isPageName(name))
  const base: Parameters = before === undefined ? others : [...others, ...new URLSearchParams(before)]
  const edit = word('~edit') ?? null
  const counts = word('~counts') ?? null
  const line = (word('~line') ?? '').trim()
  const read = await readLine(ctx, admin, line)
  const rows = await Promise.all(postedRows(parameters).map((row) => readRow(ctx, admin, row)))
  const isRefused = read.problem !== null || rows.some(({ problem }) => problem !== null)
  if (isRefused || edit !== null || counts !== null) {
    const typed = rows.map(({ column, operator, values, problem, isNew }) => ({
      column,
      operator,
      values,
      problem,
      isNew,
    }))
    return {
      parameters: withoutIdle(base),
      draft: {
        line: { text: read.problem === null ? '' : line, problem: read.problem },
        rows: isRefused ? typed : null,
        edit,
        counts,
      },
    }
  }
  const set = rows.flatMap(({ parameter }) => (parameter ? [parameter] : []))
  const kept = word('~rows') === undefined ? base : withoutPlain(base)
  const added = [...set, ...read.parameters]
  const isAgain = ([name]: readonly [string, string]) => added.some(([own]) => own === name)
  const positions = ['page', 'after', 'before']
  return {
    parameters: withoutIdle([
      ...kept.filter((parameter) => !isAgain(parameter) && !positions.includes(parameter[0])),
      ...added,
    ]),
    draft: null,
  }
}

/** Without the filters that the panel has rows for: all that are in no group. */
const withoutPlain = (parameters: Parameters): Parameters =>
  parameters.filter(([name]) => !isFilterName(name) || /^(?:or|and|not)\.\d{1,6}\.[^.]*\./u.test(name))

interface PostedRow {
  index: string
  column: string
  operator: string
  values: string[]
}

function postedRows(parameters: Parameters): PostedRow[] {
  const rows = new Map<string, PostedRow>()
  for (const [name, text] of parameters) {
    const [, part, index = ''] = rowName.exec(name) ?? []
    if (part === undefined) continue
    const row = rows.get(index) ?? { index, column: '', operator: '', values: [] }
    rows.set(index, row)
    if (part === 'value') {
      if (text.trim() !== '') row.values.push(text)
    } else if (part === 'column') row.column = text
    else row.operator = text
  }
  return [...rows.values()].filter(({ column }) => column !== '')
}

type ReadRow = NonNullable<FilterDraft['rows']>[number] & { parameter: readonly [string, string] | null }

const isOperator = (id: string): id is OperatorId => operatorIds.some((known) => known === id)
/** A form without a value for these means "is". */
const stateOperators: readonly string[] = ['null', 'empty', 'none']

async function readRow(ctx: AdminContext, admin: Admin, posted: PostedRow): Promise<ReadRow> {
  const { column, operator, index } = posted
  const id = isOperator(operator) ? operator : 'eq'
  const values = posted.values.length === 0 && stateOperators.includes(id) ? ['true'] : posted.values
  // Rows of set filters have a number from 100 on.
  const row = { column, operator: id, values, isNew: Number(index) < 100, parameter: null }
  const isBeyond = column.endsWith('.')
  const step = isBeyond ? stepsFrom(ctx, admin).find(({ name }) => `${name}.` === column) : undefined
  if (step) return { ...row, problem: values.length === 0 ? null : words.chooseBeyond(step.label) }
  if (values.length === 0) return { ...row, problem: null }
  try {
    const parameter = [`${column}.${id}`, (await namedValues(ctx, admin, { column, id, values })).join(',')] as const
    parseFilters(ctx, admin, [parameter])
    return { ...row, problem: null, parameter }
  } catch (error) {
    if (error instanceof AdminError && error.code === 'BAD_QUERY') return { ...row, problem: error.message }
    throw error
  }
}

/** The typed values; of relations, the keys of the rows with these names. */
async function namedValues(
  ctx: AdminContext,
  admin: Admin,
  { column, id, values }: { column: string; id: OperatorId; values: string[] },
): Promise<string[]> {
  const [filterable] = filterablesNamed(ctx, admin, column.split('.'))
  if (!filterable || !['eq', 'ne', 'in', 'not_in'].includes(id) || !takesRows(ctx, filterable)) return values
  const texts = id === 'in' || id === 'not_in' ? values.flatMap((value) => value.split(',')) : values
  return Promise.all(
    texts.map(async (typed) => {
      const text = typed.trim()
      const value = await valueNamed(ctx, admin, { filterable, text })
      if (value === null) throw new AdminError('BAD_QUERY', words.noRowCalled(filterable.label, text))
      return value
    }),
  )
}
