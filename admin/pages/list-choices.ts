import { choosableFields } from '../query/list-columns'
import type { ListField } from '../query/list-field'
import { groupingsOf } from '../query/list-group'
import type { ListState } from '../query/list-state'
import { fieldTotals } from '../query/list-totals'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { ColumnChoice, ListPage } from './shapes/list'
import { byPeriod } from '../words/groups'
import { totalLabels } from '../words/totals'

/** All columns that the actor may choose for a list: those that it shows, in their order, then the others. */
export function columnChoices(ctx: AdminContext, admin: Admin, state: ListState): ColumnChoice[] {
  const shown = new Set(state.fields.map(({ name }) => name))
  const others = choosableFields(ctx, admin).filter(({ name }) => !shown.has(name))
  return [...state.fields, ...others].map((field) => {
    const totals = fieldTotals(field)
    return {
      name: field.name,
      label: field.label,
      shown: shown.has(field.name),
      ...(totals.length === 0 ? {} : { totals }),
      ...groupChoices(ctx, admin, field),
    }
  })
}

function groupChoices(ctx: AdminContext, admin: Admin, field: ListField): Pick<ColumnChoice, 'groups'> {
  const found = field.kind === 'column' ? groupingsOf(ctx, admin, field.column) : []
  if (found.length === 0) return {}
  return {
    groups: found.map((grouping) => ({
      name: grouping.name,
      label: grouping.unit === null ? field.label : byPeriod(field.label, grouping.unit),
    })),
  }
}

/** The totals of a list as its page names them. */
export function shownTotals({ totals, fields }: ListState): ListPage['totals'] {
  const shown = new Set(fields.map(({ name }) => name))
  return totals.map(({ name, id, field }) => ({
    name,
    column: field.name,
    label: field.label,
    total: totalLabels[id],
    shown: shown.has(field.name),
  }))
}
