import { useEffect, useRef, useState } from 'react'
import { indentJson, jsonErrorAt } from '@/admin/typing'
import type { Editor } from './code-editor'
import type { FieldInputProps } from './field-input'
import { fillInput } from './fill-input'
import { defineFieldView } from './own-views'
import { LongTextInput } from './text-input'
import * as words from '../words/code'

const loadEditor = () => import('./code-editor').catch(() => null)

/**
 * A textarea for JSON or code, with an editor that is loaded when it is opened. The textarea stays the form's control: what is typed in
 * the editor is put into it.
 */
function CodeInput(props: FieldInputProps) {
  const { meta, control } = props
  const box = useRef<HTMLDivElement>(null)
  const [scripted, setScripted] = useState(false)
  const [said, setSaid] = useState('')
  const { isOpen, open, close } = useEditor(box, { props, setSaid })
  useEffect(() => setScripted(true), [])
  const isJson = meta.rules.json !== undefined
  const format = () => {
    const area = areaIn(box.current)
    if (area === null) return
    setSaid(isValid(area.value) ? '' : words.notFormatted)
    if (isValid(area.value)) fillInput(area, indentJson(area.value))
  }
  return (
    <div ref={box} className="code-field">
      <div hidden={isOpen}>
        <LongTextInput {...props} meta={{ ...meta, monospace: true, rows: meta.rows ?? 6 }} control={control} />
      </div>
      <div className="code-host" hidden={!isOpen} />
      {scripted && (
        <div className="code-tools">
          <button type="button" className="link" onClick={isOpen ? close : () => void open()}>
            {isOpen ? words.close : words.open}
          </button>
          {isJson && (
            <button type="button" className="link" onClick={format}>
              {words.format}
            </button>
          )}
          <span role="status">{said}</span>
        </div>
      )}
    </div>
  )
}

const areaIn = (box: HTMLElement | null) => box?.querySelector('textarea') ?? null

function isValid(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

interface EditorOptions {
  props: FieldInputProps
  setSaid: (text: string) => void
}

function useEditor(box: { readonly current: HTMLElement | null }, { props, setSaid }: EditorOptions) {
  const editor = useRef<Editor | null>(null)
  const [isOpen, setOpen] = useState(false)
  const { meta } = props
  useEffect(() => () => editor.current?.close(), [])
  // Once it is in sight.
  useEffect(() => {
    if (isOpen) editor.current?.focus()
  }, [isOpen])
  const open = async () => {
    setSaid(words.loading)
    const loaded = await loadEditor()
    const area = areaIn(box.current)
    const host = box.current?.querySelector<HTMLElement>('.code-host')
    if (!loaded || !area || !host) return setSaid(words.notLoaded)
    setSaid('')
    editor.current?.close()
    editor.current = loaded.openEditor(host, {
      area,
      label: meta.label,
      problemIn: meta.rules.json === undefined ? null : (text) => (isValid(text) ? null : jsonErrorAt(text)),
    })
    setOpen(true)
  }
  const close = () => {
    editor.current?.close()
    editor.current = null
    setOpen(false)
    areaIn(box.current)?.focus()
  }
  return { isOpen, open, close }
}

export default defineFieldView({ Input: CodeInput })
