import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import type { RelationMeta } from '@/admin/client'
import type { FieldInputProps } from './field-input'
import { exactPattern } from './fill-input'
import { PickerPanel, prepareOptions } from './picker-panel'
import { RelationLinks } from './relation-links'
import { useCombobox } from './use-combobox'
import { useLinkedRow } from './use-linked-row'
import * as words from '../words/fields'

const noRelation: RelationMeta = {
  table: '',
  singular: words.row,
  lookup: '',
  siblings: [],
  addHref: null,
  openHref: null,
  forms: null,
  mayChange: false,
}

export interface RelationInputProps extends Omit<FieldInputProps, 'meta'> {
  meta: Pick<FieldInputProps['meta'], 'relation' | 'nullable' | 'label'>
}

/**
 * The linked row by name. Without JavaScript, the only input holds the key and is posted, covered by its label (with
 * CSS: the pattern tells whether the key is unchanged). With JavaScript, the key moves to a hidden input and the
 * visible one shows the name: typing in it only searches. Only picking a match or pressing Clear changes the value.
 */
export function RelationInput({ meta, value, text, href, control }: RelationInputProps) {
  const relation = meta.relation ?? noRelation
  const posted = useRef<HTMLInputElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const row = useLinkedRow({ relation, first: { value: value ?? '', label: text, href }, search, posted })
  const { picked } = row
  const box = useCombobox({ row, search, first: value ?? '' })
  const { scripted, picker } = box
  const { name, placeholder, ...rest } = control
  const isPicked = picked.value !== ''
  return (
    <div className="relation">
      <div className="relation-box">
        <input
          {...rest}
          {...picker.attributes(control.id)}
          ref={search}
          name={scripted ? undefined : name}
          className="input"
          type="text"
          // Text that was typed but not picked is not a value: the form asks before it is lost.
          data-unpicked={picker.typed ? name : undefined}
          defaultValue={value ?? ''}
          placeholder={placeholder ?? words.search(relation.singular)}
          pattern={scripted || !isPicked ? undefined : exactPattern(picked.value)}
          onChange={(event) => picker.search(event.target.value)}
          onClick={picker.show}
          onFocus={(event) => {
            event.target.select()
            void prepareOptions()
          }}
          onBlur={box.leave}
          onKeyDown={picker.onKeyDown}
        />
        {scripted && (
          <input
            ref={posted}
            type="hidden"
            name={name}
            value={picked.value}
            onInput={(event) => row.adopt(event.currentTarget.value)}
          />
        )}
        {!scripted && picked.label !== null && isPicked && (
          <span className="relation-label" aria-hidden>
            <span>{picked.label}</span>
            {picked.label !== picked.value && <small>#{picked.value}</small>}
          </span>
        )}
        <Search className="relation-icon" aria-hidden />
        {picker.open && <PickerPanel id={control.id} picker={picker} value={picked.value} />}
      </div>
      {scripted && meta.nullable && isPicked && (
        <button type="button" className="btn icon relation-link" title={words.clear(meta.label)} onClick={box.clear}>
          <X aria-hidden />
          <span className="sr-only">{words.clear(meta.label)}</span>
        </button>
      )}
      <RelationLinks relation={relation} row={row} scripted={scripted} onPick={picker.choose} />
      {row.questions.isLimited && (
        <p className="relation-note" role="status">
          {row.ruledOut ? words.ruledOut(picked.label ?? relation.singular) : ''}
        </p>
      )}
    </div>
  )
}
