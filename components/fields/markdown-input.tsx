import { type ComponentType, useEffect, useRef, useState } from 'react'
import type { FieldInputProps } from './field-input'
import { defineFieldView } from './own-views'
import { LongTextInput } from './text-input'
import * as words from '../words/fields'

const loadView = () => import('./markdown-view').catch(() => null)

interface Shown {
  text: string
  /** Null if it could not be loaded. */
  View: ComponentType<{ text: string }> | null
}

/** A textarea with Markdown, and what it looks like. */
function MarkdownInput(props: FieldInputProps) {
  const { meta, control } = props
  const box = useRef<HTMLDivElement>(null)
  const [scripted, setScripted] = useState(false)
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => setScripted(true), [])
  const area = () => box.current?.querySelector('textarea') ?? null
  const preview = async () => {
    const loaded = await loadView()
    setShown({ text: area()?.value ?? '', View: loaded?.MarkdownView ?? null })
  }
  const write = () => setShown(null)
  const View = shown?.View
  return (
    <div ref={box} className="markdown-field">
      {scripted && (
        <div className="code-tools">
          <button type="button" className="link" aria-pressed={shown === null} onClick={write}>
            {words.write}
          </button>
          <button type="button" className="link" aria-pressed={shown !== null} onClick={() => void preview()}>
            {words.preview}
          </button>
        </div>
      )}
      <div hidden={shown !== null}>
        <LongTextInput {...props} meta={{ ...meta, rows: meta.rows ?? 6 }} control={control} />
      </div>
      {shown !== null && (
        <div className="markdown-preview">
          {View === null && <p>{words.previewFailed}</p>}
          {View && shown.text.trim() === '' && <p>{words.nothingToPreview}</p>}
          {View && shown.text.trim() !== '' && <View text={shown.text} />}
        </div>
      )}
    </div>
  )
}

export default defineFieldView({ Input: MarkdownInput })
