import * as words from '../words/permissions'

interface GroupPickerProps {
  groups: { id: string; name: string }[]
  /** Ids of the groups the user is in. */
  chosen: string[]
  readOnly: boolean
}

/** Groups of a user: checkboxes named `groups`, each with a group's id as its value. */
export function GroupPicker({ groups, chosen, readOnly }: GroupPickerProps) {
  const has = new Set(chosen)
  if (groups.length === 0) return <p className="note">{words.noGroups}</p>
  return (
    <fieldset className="group-picker">
      <legend>{words.groups}</legend>
      {groups.map(({ id, name }) => (
        <label key={id} className="check-row">
          <input type="checkbox" name="groups" value={id} defaultChecked={has.has(id)} disabled={readOnly} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
