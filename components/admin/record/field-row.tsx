import { memo, type ReactNode } from 'react'
import { type FieldMeta, problemPart, type RecordField, splitParts } from '@/admin/client'
import type { FieldControl } from '../../fields/field-input'
import { inputs } from '../../fields/inputs'
import { ManyInput } from '../../fields/many-input'
import { OwnInput } from '../../fields/own-input'
import { inputViewOf } from '../../fields/input-views'
import { fieldClass } from './field-class'
import { useFieldId } from './field-id'
import { leftToDefault } from './field-text'
import { RevealButton } from './reveal-button'
import * as shared from '../../words/shared'
import * as words from '../../words/record'

interface FieldRowProps {
  field: RecordField
  /** The initial value: as loaded, or as typed before an error. */
  value: string | null
  error: string | null
  /** NULL is not ticked initially if an untouched input means the default. */
  adding: boolean
  /** By the values of other fields, it is not part of the form, or cannot be changed. */
  hidden?: boolean
  locked?: boolean
}

/** A label, its input, its help and its error. */
export const FieldRow = memo(function FieldRow({ field, value, error, adding, hidden, locked }: FieldRowProps) {
  const { meta } = field
  const id = useFieldId()(meta.name)
  const Builtin = meta.many === undefined ? inputs[meta.kind] : ManyInput
  const Input = inputViewOf(meta) === undefined ? Builtin : OwnInput
  const isGroup = meta.input === 'radio' || meta.input === 'segments'
  const unchanged = value === field.value
  const parts =
    meta.parts && splitParts(meta.parts, value) ? <PartRows meta={meta} value={value} error={error} /> : null
  const isAtPart = parts !== null && error !== null && problemPart(meta, error) !== null
  const input = parts ?? (
    <Input
      meta={meta}
      value={value}
      text={unchanged ? field.text : null}
      href={unchanged ? field.href : null}
      problem={error}
      control={{ ...controlOf(meta, { id, error }), ...(isGroup ? { 'aria-labelledby': `${id}-label` } : {}) }}
    />
  )
  const suffixed = meta.suffix ? (
    <div className="suffixed">
      {input}
      <span id={`${id}-suffix`}>{meta.suffix}</span>
    </div>
  ) : (
    input
  )
  return (
    <div className={fieldClass(meta, hidden)}>
      <div className="field-label">
        {parts === null && !isGroup ? (
          <label id={`${id}-label`} htmlFor={id} className={meta.rules.required ? 'required' : undefined}>
            {meta.label}
          </label>
        ) : (
          <span id={`${id}-label`} className={meta.rules.required ? 'required' : undefined}>
            {meta.label}
          </span>
        )}
        {field.revealHref !== undefined && <RevealButton label={meta.label} href={field.revealHref} />}
        {meta.writeOnly && meta.nullable && !adding && field.text !== null && (
          <label className="null-box" title={words.removeHelp}>
            <input type="checkbox" name={`~null.${meta.name}`} value="1" aria-describedby={`${id}-label`} />
            {words.removeValue}
          </label>
        )}
        {meta.nullable && meta.emptyIsValue && (
          <label className="null-box" title={words.nullHelp}>
            <input
              type="checkbox"
              name={`~null.${meta.name}`}
              value="1"
              aria-describedby={`${id}-label`}
              defaultChecked={value === null && !leftToDefault(field, adding)}
            />
            {shared.noValue}
          </label>
        )}
      </div>
      <Lockable meta={meta} locked={locked}>
        {suffixed}
      </Lockable>
      {meta.rules.maxLength !== undefined && <output className="length-note" htmlFor={id} />}
      {error !== null && !isAtPart && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {meta.help && (
        <p className="help" id={`${id}-help`}>
          {meta.help}
        </p>
      )}
      <ConditionNote meta={meta} locked={locked} />
    </div>
  )
})

function Lockable({
  meta,
  locked,
  children,
}: Pick<FieldRowProps, 'locked'> & { meta: FieldMeta; children: ReactNode }) {
  if (!meta.locked) return children
  return (
    <div className="lockable" inert={locked}>
      {children}
    </div>
  )
}

/** Why a field is locked; and without JavaScript, on what it depends. */
function ConditionNote({ meta, locked }: { meta: FieldMeta; locked: boolean | undefined }) {
  if (locked) return <p className="help">{meta.locked?.note}</p>
  const notes = [meta.visible?.note, meta.locked?.note].filter(Boolean)
  if (notes.length === 0) return null
  return (
    <noscript>
      <p className="help">{notes.join(' ')}</p>
    </noscript>
  )
}

/** A composite value: each attribute has a row of its own, with its own error. */
function PartRows({ meta, value, error }: { meta: FieldMeta; value: string | null; error: string | null }) {
  const id = useFieldId()(meta.name)
  const texts = splitParts(meta.parts ?? [], value)
  const problem = error === null ? null : problemPart(meta, error)
  return (
    <div
      id={id}
      className="parts"
      role="group"
      tabIndex={-1}
      aria-labelledby={`${id}-label`}
      aria-describedby={controlOf(meta, { id, error: problem ? null : error })['aria-describedby']}
    >
      {(meta.parts ?? []).map((part, index) => (
        <FieldRow
          key={part.name}
          field={{ meta: part, value: texts?.[index] ?? null, text: null, href: null, wholeHref: null }}
          value={texts?.[index] ?? null}
          error={problem?.part === part ? problem.message : null}
          adding={false}
        />
      ))}
    </div>
  )
}

/** The attributes of a field's input. */
export function controlOf(meta: FieldMeta, { id, error }: { id: string; error: string | null }): FieldControl {
  const described = [
    error === null ? '' : `${id}-error`,
    meta.help ? `${id}-help` : '',
    meta.suffix ? `${id}-suffix` : '',
  ]
  return {
    id,
    name: meta.name,
    // A blank placeholder, so that CSS can tell an empty input from a filled one.
    placeholder: meta.placeholder ?? (meta.nullable && meta.emptyIsValue ? ' ' : undefined),
    'aria-invalid': error !== null,
    'aria-required': meta.rules.required || undefined,
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
  }
}
