import { Plus, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { RelationMeta, SavedRow } from '@/admin/client'
import { ManyChip } from './many-chip'
import type { ManyInputProps, ManyStart } from './many-input'
import { ManyLists } from './many-lists'
import { PickerPanel, prepareOptions } from './picker-panel'
import { useRelatedForms } from './related-forms'
import { FormLink } from './relation-links'
import { useManyRows, type ManyRowsState, type ShownRow } from './use-many-rows'
import { usePicker } from './use-picker'
import { searchOf } from './relation-question'
import * as fieldWords from '../words/fields'
import * as words from '../words/many'

export interface ManyPickerProps extends ManyInputProps {
  start: ManyStart
}

/** Chips of the related rows with a search for others, or two lists. Their keys are posted in one hidden input. */
export function ManyPicker({ meta, value, control, form, start }: ManyPickerProps) {
  const posted = useRef<HTMLInputElement>(null)
  const { many } = meta
  const rows = useManyRows({ loaded: many?.rows ?? [], value, keys: start.keys, posted })
  if (many === undefined) return null
  return (
    <>
      <input
        type="hidden"
        name={control.name}
        form={form}
        ref={posted}
        value={rows.text}
        onInput={(event) => rows.adopt(event.currentTarget.value)}
      />
      {many.input === 'lists' && many.mayAdd ? (
        <ManyLists meta={meta} rows={rows} control={control} />
      ) : (
        <>
          <Chips rows={rows} mayRemove={many.mayRemove} mayOrder={many.mayOrder} />
          {many.mayAdd && <AddRow meta={meta} rows={rows} control={control} form={form} start={start} />}
        </>
      )}
    </>
  )
}

interface ChipsProps {
  rows: ManyRowsState
  mayRemove: boolean
  mayOrder: boolean
}

function Chips({ rows, mayRemove, mayOrder }: ChipsProps) {
  const [place, setPlace] = useState('')
  const move = (row: ShownRow, by: number) => {
    const to = rows.shown.indexOf(row) + by
    if (to < 0 || to >= rows.shown.length) return
    const focused = document.activeElement
    // The chip's element moves with it, and loses the focus on the way.
    flushSync(() => {
      rows.move(row, by)
      setPlace(words.place(row.label, { at: to + 1, of: rows.shown.length }))
    })
    if (focused instanceof HTMLElement) focused.focus()
  }
  if (rows.shown.length === 0) return null
  return (
    <>
      <ul className="many-chips">
        {rows.shown.map((row) => (
          <ManyChip
            key={row.key}
            row={row}
            mayRemove={row.isNew || (mayRemove && row.removable)}
            onToggle={() => rows.toggle(row)}
            onMove={mayOrder && rows.shown.length > 1 ? (by) => move(row, by) : null}
          />
        ))}
      </ul>
      {mayOrder && (
        <p className="sr-only" role="status">
          {place}
        </p>
      )}
    </>
  )
}

interface AddRowProps extends Pick<ManyPickerProps, 'meta' | 'control' | 'form' | 'start'> {
  rows: ManyRowsState
}

/** Searches for rows to add. A row that is chosen already can be chosen once more, which changes nothing. */
function AddRow({ meta, rows, control, form, start }: AddRowProps) {
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
  useEffect(() => {
    if (start.isFocused) search.current?.focus()
    if (start.typed !== '') picker.search(start.typed)
    // Once: it continues what was begun before it was loaded.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  const { name, placeholder: _, ...rest } = control
  return (
    <div className="relation">
      <div className="relation-box">
        <input
          {...rest}
          {...picker.attributes(control.id)}
          ref={search}
          form={form}
          className="input"
          type="text"
          data-unpicked={picker.typed ? name : undefined}
          defaultValue={start.typed}
          placeholder={words.add(relation?.singular ?? '')}
          onChange={(event) => picker.search(event.target.value)}
          onFocus={() => void prepareOptions()}
          onClick={picker.show}
          onBlur={picker.hide}
          onKeyDown={(event) => {
            const isEmpty = event.currentTarget.value === ''
            if (event.key === 'Backspace' && isEmpty && !picker.open) rows.removeLast()
            else picker.onKeyDown(event)
          }}
        />
        <Search className="relation-icon" aria-hidden />
        {picker.open && <PickerPanel id={control.id} picker={picker} />}
      </div>
      {relation && <NewRow relation={relation} onSaved={add} />}
    </div>
  )
}

interface NewRowProps {
  relation: RelationMeta
  onSaved: (row: SavedRow) => void
}

/** Adds a row on the other side in a dialog, and then to the chosen rows. */
function NewRow({ relation, onSaved }: NewRowProps) {
  const open = useRelatedForms()
  const { addHref, forms, singular } = relation
  if (addHref === null) return null
  const inDialog = open !== null && forms !== null
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
