import type { FieldMeta } from '@/admin/client'
import type { FieldInputProps } from './field-input'
import * as words from '../words/fields'
import * as shared from '../words/shared'

/** A value that is no longer among the options is kept and shown until another one is chosen. */
export function ChoiceInput({ meta, value, control: { placeholder, ...control } }: FieldInputProps) {
  const options = meta.options ?? []
  const unknown = value !== null && value !== '' && !options.some((option) => option.value === value)
  const mayBeEmpty = meta.nullable || placeholder !== undefined || value === null || value === ''
  return (
    <select {...control} className="input" autoComplete="off" defaultValue={value ?? ''}>
      {mayBeEmpty && <option value="">{placeholder ?? (meta.nullable ? words.none : words.choose)}</option>}
      {unknown && <option value={value}>{value}</option>}
      {groupsOf(options).map(({ group, members }) =>
        group === undefined ? (
          members.map(optionOf)
        ) : (
          <optgroup key={`${group} ${members[0]?.value}`} label={group}>
            {members.map(optionOf)}
          </optgroup>
        ),
      )}
    </select>
  )
}

type Option = NonNullable<FieldMeta['options']>[number]

const optionOf = ({ value, label }: Option) => (
  <option key={value} value={value}>
    {label}
  </option>
)

/** Neighbouring options with the same heading, in their order. */
function groupsOf(options: readonly Option[]): { group: string | undefined; members: Option[] }[] {
  const groups: { group: string | undefined; members: Option[] }[] = []
  for (const option of options) {
    const last = groups.at(-1)
    if (last && last.group === option.group) last.members.push(option)
    else groups.push({ group: option.group, members: [option] })
  }
  return groups
}

/** Two states are a switch or a checkbox, three a select. */
export function BooleanInput({ meta, value, control: { placeholder, ...control } }: FieldInputProps) {
  if (!meta.nullable && meta.input !== 'select') {
    return (
      <div className="switch-row">
        <input
          {...control}
          aria-required={undefined}
          className={meta.input === 'checkbox' ? undefined : 'switch'}
          type="checkbox"
          autoComplete="off"
          value="true"
          defaultChecked={value === 'true'}
        />
      </div>
    )
  }
  return (
    <select
      {...control}
      className="input"
      autoComplete="off"
      defaultValue={value ?? (meta.nullable ? '' : meta.unchecked)}
    >
      {meta.nullable && <option value="">{placeholder ?? words.unknown}</option>}
      <option value="true">{shared.yes}</option>
      <option value="false">{shared.no}</option>
    </select>
  )
}
