import type { ConflictRow, RecordConflict } from '@/admin/client'

interface ConflictTableProps {
  conflict: RecordConflict
  /** Puts a text into the form's input. Without JavaScript the server applies `~choose.<column>`. */
  onChoose: (name: string, text: string | null) => void
}

/** Somebody saved first: theirs and mine side by side, to be chosen where both changed the same. */
export function ConflictTable({ conflict, onChoose }: ConflictTableProps) {
  const toChoose = conflict.rows.filter((row) => row.changedBy === 'both').length
  return (
    <div className="conflict" role="alert" tabIndex={-1}>
      <table>
        <caption>
          <b>{conflict.by === null ? 'Someone else saved this first' : `Saved first by ${conflict.by}`}.</b>{' '}
          {toChoose === 0
            ? 'You changed different fields. Both sets of changes are merged below. Save to keep them.'
            : `You both changed ${toChoose === 1 ? 'one field' : `${toChoose} fields`}. Choose a value, then save.`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Theirs</th>
            <th scope="col">Mine</th>
          </tr>
        </thead>
        <tbody>
          {conflict.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" id={`choose-${row.name}`}>
                {row.label}
                {row.base !== null && <small>was {row.base === '' ? 'empty' : row.base}</small>}
              </th>
              {row.changedBy === 'both' ? (
                <>
                  <td>
                    <Choice row={row} side="theirs" onChoose={onChoose} />
                  </td>
                  <td>
                    <Choice row={row} side="mine" onChoose={onChoose} />
                  </td>
                </>
              ) : (
                <>
                  <td>
                    <Text text={row.theirs} />
                    {row.changedBy === 'them' && <small>their change</small>}
                  </td>
                  <td>
                    {row.changedBy === 'me' ? <Text text={row.mine} /> : <span className="null">unchanged</span>}
                    {row.changedBy === 'me' && <small>kept</small>}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ChoiceProps {
  row: ConflictRow
  side: 'theirs' | 'mine'
  onChoose: ConflictTableProps['onChoose']
}

function Choice({ row, side, onChoose }: ChoiceProps) {
  const text = side === 'mine' ? row.mineValue : row.theirsValue
  return (
    <label>
      <input
        type="radio"
        name={`~choose.${row.name}`}
        value={side}
        defaultChecked={side === 'mine'}
        aria-label={`${side === 'mine' ? 'Mine' : 'Theirs'}: ${row[side] ?? 'null'}`}
        aria-describedby={`choose-${row.name}`}
        onChange={() => onChoose(row.name, text)}
      />
      <Text text={row[side]} />
    </label>
  )
}

function Text({ text }: { text: string | null }) {
  if (text === null) return <span className="null">null</span>
  if (text === '') return <span className="null">empty</span>
  return <span>{text}</span>
}
