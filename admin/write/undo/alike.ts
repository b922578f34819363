import type { ColumnModel } from '../../schema/model'
import type { Admin } from '../../site/site'
import type { UndoStep } from './undo-steps'

/** Fewer rows are written one by one, which takes no longer and says which of them cannot be written. */
export const fewest = 20

export interface Alike {
  admin: Admin
  columns: readonly ColumnModel[]
  members: readonly UndoStep[]
}

/** Steps of the same table that write the same columns. */
export function alike(steps: readonly UndoStep[]): Alike[] {
  const groups = new Map<string, Alike & { members: UndoStep[] }>()
  for (const step of steps) {
    const { admin, values } = step
    const columns = admin.table.columns.filter(({ key }) => key in values)
    const id = JSON.stringify([admin.path, ...columns.map(({ name }) => name)])
    const group = groups.get(id) ?? { admin, columns, members: [] }
    group.members.push(step)
    groups.set(id, group)
  }
  return [...groups.values()]
}
