import { Plus, Search } from 'lucide-react'
import { useRef } from 'react'
import type { RelationMeta, SavedRow } from '@/admin/client'
import type { FieldInputProps } from './field-input'
import { ManyChip } from './many-chip'
import { ManyLists } from './many-lists'
import { PickerOptions } from './picker-options'
import { useRelatedForms } from './related-forms'
import { FormLink } from './relation-links'
import { useManyRows, type ManyRowsState } from './use-many-rows'
import { usePicker } from './use-picker'
import { searchOf } from './relation-question'
import * as fieldWords from '../words/fields'
import * as words from '../words/many'

export interface ManyInputProps extends FieldInputProps {
  /** The id of the form that the inputs belong to, if they are outside of it. */
  form?: string
}

/**
 * The related rows of a many-to-many relation. Its value is their keys, in one hidden input. Without JavaScript each row
 * has a checkbox, and the key of another row can be typed.
 */
export function ManyInput({ meta, value, control, form }: ManyInputProps) {
  const posted = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const { many } = meta
  const rows = useManyRows({ loaded: many?.rows ?? [], value, posted, box })
  if (many === undefined) return null
  const hidden = { type: 'hidden', name: control.name, form } as const
  return (
    <div className="many" ref={box}>
      {rows.scripted ? (
        <input {...hidden} ref={posted} value={rows.text} onInput={(event) => rows.adopt(event.currentTarget.value)} />
      ) : (
        // A relation without rows must be sent too.
        <input {...hidden} value="" />
      )}
      {rows.scripted && many.input === 'lists' && many.mayAdd ? (
        <ManyLists meta={meta} rows={rows} control={control} />
      ) : (
        <>
          <Chips rows={rows} name={control.name} form={form} mayRemove={many.mayRemove} />
          {many.mayAdd && <AddRow meta={meta} rows={rows} control={control} form={form} />}
        </>
      )}
      {many.more !== null && <p className="help">{many.more}</p>}
    </div>
  )
}

interface ChipsProps {
  rows: ManyRowsState
  name: string
  form: string | undefined
  mayRemove: boolean
}

function Chips({ rows, name, form, mayRemove }: ChipsProps) {
  if (rows.shown.length === 0) return null
  return (
    <ul className="many-chips">
      {rows.shown.map((row) => (
        <ManyChip
          key={row.key}
          row={row}
          input={rows.scripted ? null : { name, form }}
          mayRemove={row.isNew || (mayRemove && row.removable)}
          onToggle={() => rows.toggle(row)}
        />
      ))}
    </ul>
  )
}

interface AddRowProps extends Pick<ManyInputProps, 'meta' | 'control' | 'form'> {
  rows: ManyRowsState
}

/** Searches for rows to add. A row that is chosen already can be chosen once more, which changes nothing. */
function AddRow({ meta, rows, control, form }: AddRowProps) {
  const search = useRef<HTMLInputElement>(null)
  const { relation } = meta
  const add = ({ key, label }: SavedRow) => rows.add({ key, label, href: null, removable: true })
  const picker = usePicker({
    about: (text) => (relation ? searchOf(relation, text) : { url: () => '' }),
    onChoose: (option) => {
      add(option)
      if (search.current) search.current.value = ''
    },
  })
  const { name, placeholder: _, ...rest } = control
  const label = relation?.singular ?? ''
  return (
    <div className="relation">
      <div className="relation-box">
        <input
          {...rest}
          {...(rows.scripted ? picker.attributes(control.id) : {})}
          ref={search}
          name={rows.scripted ? undefined : name}
          form={form}
          className="input"
          type="text"
          data-unpicked={picker.typed ? name : undefined}
          placeholder={rows.scripted ? words.add(label) : words.keyOfAnother(label)}
          onChange={(event) => picker.search(event.target.value)}
          onClick={picker.show}
          onBlur={picker.hide}
          onKeyDown={(event) => {
            const isEmpty = event.currentTarget.value === ''
            if (event.key === 'Backspace' && isEmpty && !picker.open) rows.removeLast()
            else picker.onKeyDown(event)
          }}
        />
        <Search className="relation-icon" aria-hidden />
        {picker.open && <PickerOptions id={control.id} picker={picker} />}
      </div>
      {relation && <NewRow relation={relation} scripted={rows.scripted} onSaved={add} />}
    </div>
  )
}

interface NewRowProps {
  relation: RelationMeta
  scripted: boolean
  onSaved: (row: SavedRow) => void
}

/** Adds a row on the other side in a dialog, and then to the chosen rows. */
function NewRow({ relation, scripted, onSaved }: NewRowProps) {
  const open = useRelatedForms()
  const { addHref, forms, singular } = relation
  if (addHref === null) return null
  const inDialog = scripted && open !== null && forms !== null
  const title = fieldWords.add(singular)
  return (
    <FormLink
      href={addHref}
      label={inDialog ? title : fieldWords.addInNewTab(singular)}
      onOpen={inDialog ? (opener) => open({ url: forms, href: addHref, title, opener, onSaved }) : null}
    >
      <Plus aria-hidden />
    </FormLink>
  )
}
