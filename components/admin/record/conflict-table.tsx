import { useFieldId } from './field-id'
import type { ConflictRow, RecordConflict } from '@/admin/client'
import * as words from '../../words/conflict'
import * as shared from '../../words/shared'

interface ConflictTableProps {
  conflict: RecordConflict
  /** Puts a text into the form's input. Without JavaScript the server applies `~choose.<column>`. */
  onChoose: (name: string, text: string | null) => void
}

/** Another user saved first: both sides next to each other, with a choice for fields that both changed. */
export function ConflictTable({ conflict, onChoose }: ConflictTableProps) {
  const fieldId = useFieldId()
  const toChoose = conflict.rows.filter((row) => row.changedBy === 'both').length
  return (
    <div className="conflict" role="alert" tabIndex={-1}>
      <table>
        <caption>
          <b>{words.savedFirst(conflict.by)}</b> {toChoose === 0 ? words.merged : words.choose(toChoose)}
        </caption>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.theirs}</th>
            <th scope="col">{words.mine}</th>
          </tr>
        </thead>
        <tbody>
          {conflict.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" id={`${fieldId(row.name)}-choice`}>
                {row.label}
                {row.base !== null && <small>{words.was(row.base === '' ? shared.emptyValue : row.base)}</small>}
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
                    {row.changedBy === 'them' && <small>{words.theirChange}</small>}
                  </td>
                  <td>
                    {row.changedBy === 'me' ? (
                      <Text text={row.mine} />
                    ) : (
                      <span className="null">{words.unchanged}</span>
                    )}
                    {row.changedBy === 'me' && <small>{words.kept}</small>}
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
  const fieldId = useFieldId()
  const text = side === 'mine' ? row.mineValue : row.theirsValue
  return (
    <label>
      <input
        type="radio"
        name={`~choose.${row.name}`}
        value={side}
        defaultChecked={side === 'mine'}
        aria-label={words.choice(side, row[side] ?? shared.nullValue)}
        aria-describedby={`${fieldId(row.name)}-choice`}
        onChange={() => onChoose(row.name, text)}
      />
      <Text text={row[side]} />
    </label>
  )
}

function Text({ text }: { text: string | null }) {
  if (text === null) return <span className="null">{shared.nullValue}</span>
  if (text === '') return <span className="null">{shared.emptyValue}</span>
  return <span>{text}</span>
}
