import { type ComponentType, lazy, Suspense } from 'react'
import { type FieldMeta, isBlank, type RecordField } from '@/admin/client'
import { RowNames } from '../row-names'
import { WholeLink } from '../whole-link'
import { fieldClass } from './field-class'
import { RevealButton } from './reveal-button'
import * as shared from '../../words/shared'

interface FieldValueProps {
  field: RecordField
  boxed?: boolean
  hidden?: boolean
}

/** Loaded with the first value that is drawn like this. */
const views: Partial<Record<NonNullable<FieldMeta['shown']>, ComponentType<{ text: string }>>> = {
  tree: lazy(async () => ({ default: (await import('../../fields/json-tree')).JsonTree })),
  markdown: lazy(async () => ({ default: (await import('../../fields/markdown-view')).MarkdownView })),
}

/** A read-only field: its label and its value as text. */
export function FieldValue({ field, boxed = false, hidden }: FieldValueProps) {
  const { meta, text, href, wholeHref } = field
  const Shown = meta.shown && views[meta.shown]
  const look = ['value', boxed ? 'boxed' : '', meta.monospace ? 'mono' : ''].filter(Boolean).join(' ')
  return (
    <div className={fieldClass(meta, hidden)}>
      <div className="field-label">
        <span>{meta.label}</span>
        {field.revealHref !== undefined && <RevealButton label={meta.label} href={field.revealHref} />}
      </div>
      <div className={look}>
        {text === null ? (
          <span className="null">{meta.placeholder ?? shared.nullValue}</span>
        ) : meta.many ? (
          <RowNames rows={meta.many.rows} others={0} />
        ) : Shown ? (
          <Suspense fallback={<bdi>{text}</bdi>}>
            <Shown text={text} />
          </Suspense>
        ) : href === null ? (
          <bdi>{text}</bdi>
        ) : (
          <a className="prose-link" href={href} rel="noreferrer">
            {meta.shown === 'picture' && <img src={`${href}?size=thumb`} alt="" loading="lazy" />}
            <bdi>{isBlank(text) ? shared.blankLabel : text}</bdi>
          </a>
        )}
        {wholeHref !== null && <WholeLink href={wholeHref} />}
        {text !== null && text !== '' && meta.suffix ? ` ${meta.suffix}` : ''}
      </div>
      {meta.help && <p className="help">{meta.help}</p>}
    </div>
  )
}
