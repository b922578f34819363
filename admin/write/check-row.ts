import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import { recordedValues } from '../query/load-record'
import { byName } from '../schema/by-name'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { CheckAnswer } from '../site/form-check'
import type { Admin } from '../site/site'
import * as saveWords from '../words/save'
import * as valuesWords from '../words/values'
import { formName } from './form-values'
import type { RowWrite } from './write-rows'

type Checked = Pick<RowWrite, 'before' | 'values' | 'columns'>

/**
 * Calls `form.check` for a row that a form is about to write. Earlier values that are put back are not checked.
 *
 * @throws {AdminError} `INVALID`, with `fields` for columns that the form has. What is said of others is in the message.
 */
export async function checkRow(ctx: AdminContext, admin: Admin, { before, values, columns }: Checked): Promise<void> {
  const { check } = admin.options.form ?? {}
  if (check === undefined || columns === null) return
  const record = before && recordedValues(before)
  const nothing = byName<string | null>(admin.table.columns.map(({ key }) => [key, null]))
  const event = {
    actor: ctx.actor,
    db: ctx.db,
    mode: before ? ('change' as const) : ('add' as const),
    values: { ...nothing, ...record, ...values },
    changed: new Set(Object.keys(values)),
    record,
  }
  refuse(admin.table.columns, { columns, answer: await asked(() => check(event)) })
}

/** A check that throws accepts nothing: its fault is in the log. A message for the user that it throws is one. */
async function asked(check: () => CheckAnswer<PgTable> | Promise<CheckAnswer<PgTable>>): Promise<CheckAnswer<PgTable>> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof AdminError) throw error
    console.error('brolly: form.check threw an error. The row was refused.', error)
    return valuesWords.doesNotFit
  }
}

interface Answered {
  columns: readonly ColumnModel[]
  answer: CheckAnswer<PgTable>
}

function refuse(all: readonly ColumnModel[], { columns, answer }: Answered): void {
  if (answer === null || answer === undefined || answer === '') return
  if (typeof answer === 'string') throw new AdminError('INVALID', answer)
  const said = Object.entries(answer as Readonly<Record<string, string | null | undefined>>).flatMap(
    ([key, message]) => (message ? [{ column: all.find((candidate) => candidate.key === key), message }] : []),
  )
  if (said.length === 0) return
  const shown = said.filter(({ column }) => column && columns.includes(column))
  const others = said.filter((entry) => !shown.includes(entry))
  const message = others.map((entry) =>
    entry.column ? saveWords.about(entry.column.label, entry.message) : entry.message,
  )
  throw new AdminError('INVALID', message.length > 0 ? message.join(' ') : saveWords.needCorrection(shown.length), {
    fields: Object.fromEntries(
      shown.flatMap(({ column, message: text }) => (column ? [[formName(column), text]] : [])),
    ),
  })
}
