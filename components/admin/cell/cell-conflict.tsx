import type { RecordConflict } from '@/admin/client'
import { Button } from '../../ui/button'
import * as conflictWords from '../../words/conflict'
import * as fieldWords from '../../words/fields'
import * as shared from '../../words/shared'
import * as words from '../../words/cells'

interface CellConflictProps {
  conflict: RecordConflict
  /** The column of the cell. */
  name: string
  onMine: () => void
  onTheirs: () => void
}

const shown = (text: string | null) => (text === null ? shared.nullValue : text === '' ? shared.emptyValue : text)

/** Another user saved the row first: what they changed, and what was typed. */
export function CellConflict({ conflict, name, onMine, onTheirs }: CellConflictProps) {
  const own = conflict.rows.find((row) => row.name === name && row.changedBy === 'both')
  const others = conflict.rows.filter((row) => row.name !== name)
  return (
    <div className="cell-conflict" role="alert">
      <p>
        {conflict.deleted ? conflictWords.deleted(fieldWords.row, conflict.by) : conflictWords.savedFirst(conflict.by)}
      </p>
      {own && (
        <dl>
          <dt>{conflictWords.theirs}</dt>
          <dd>{shown(own.theirs)}</dd>
          <dt>{conflictWords.mine}</dt>
          <dd>{shown(own.mine)}</dd>
        </dl>
      )}
      {others.map((row) => (
        <p key={row.name}>{words.changedTo(row.label, shown(row.base), shown(row.theirs))}</p>
      ))}
      <div className="cell-buttons">
        {!conflict.deleted && (
          <Button variant="primary" onClick={onMine}>
            {words.saveMine}
          </Button>
        )}
        <Button onClick={onTheirs}>{conflict.deleted ? shared.close : words.keepTheirs}</Button>
      </div>
    </div>
  )
}
