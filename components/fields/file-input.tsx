'use client'

import {
  type ChangeEvent,
  type ClipboardEvent,
  type DragEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'
import { type FileMeta, fileSize, readFileValue } from '@/admin/client'
import { Button } from '../ui/button'
import type { FieldInputProps } from './field-input'
import { fillInput } from './fill-input'
import { TextInput } from './text-input'
import * as words from '../words/files'

/** An upload that is going on: how many bytes have left this browser. */
interface Progress {
  name: string
  sent: number
  size: number
  cancel: () => void
}

/** The file of a field. It is posted with the form before JavaScript; afterwards it is sent as soon as it is chosen. */
export function FileInput(props: FieldInputProps) {
  return props.meta.file === undefined ? <TextInput {...props} /> : <Upload {...props} file={props.meta.file} />
}

function Upload({ meta, value, href, control, file }: FieldInputProps & { file: FileMeta }) {
  const holder = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const [current, setCurrent] = useState(value ?? '')
  const { isReady, progress, said, send } = useUpload({ file, holder, chooser })
  const [isOver, setOver] = useState(false)
  // Also after scripts of the form have filled the input: those run after this handler, or after this effect.
  const follow = () => queueMicrotask(() => setCurrent(holder.current?.value ?? ''))
  useEffect(follow, [value])

  const take = (list: FileList | null) => {
    if (list === null || list.length === 0) return
    void send([...list])
  }
  const { name, ...attributes } = control
  return (
    <div
      className={isOver ? 'file over' : 'file'}
      onInput={follow}
      onPaste={(event: ClipboardEvent) => take(event.clipboardData.files)}
      onDragOver={(event: DragEvent) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        if (event.dataTransfer.files.length === 0) return
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      {/* No hidden input: React would put back its first value whenever the field is drawn again. */}
      <textarea ref={holder} hidden name={name} defaultValue={value ?? ''} />
      <Shown text={current} stored={{ value, href }} file={file} />
      <input
        {...attributes}
        ref={chooser}
        type="file"
        name={isReady ? undefined : `~file.${name}`}
        accept={file.accept === '' ? undefined : file.accept}
        disabled={progress !== null}
        onChange={(event: ChangeEvent<HTMLInputElement>) => take(event.target.files)}
        aria-invalid={said?.isError === true || attributes['aria-invalid']}
        aria-describedby={[attributes['aria-describedby'], `${control.id}-limits`, said && `${control.id}-said`]
          .filter(Boolean)
          .join(' ')}
      />
      <p className="file-hint" id={`${control.id}-limits`}>
        {isReady ? `${current === '' ? words.choose : words.replace} ` : ''}
        {file.limits}.{!isReady && file.maxBytes > mostPosted ? ` ${words.withoutScript}` : ''}
      </p>
      {progress && <Running progress={progress} />}
      {said !== null && (
        <p className={said.isError ? 'error' : 'file-hint'} id={`${control.id}-said`}>
          {said.text}
        </p>
      )}
      <span className="sr-only" role="status">
        {said?.text ?? ''}
      </span>
      {meta.nullable && value !== null && (
        <label className="null-box" title={words.removeHelp}>
          <input type="checkbox" name={`~null.${name}`} value="1" aria-describedby={`${control.id}-label`} />
          {words.remove}
        </label>
      )}
    </div>
  )
}

/** What a form can carry with a file in it, in bytes. */
const mostPosted = 12_000_000

interface ShownProps {
  text: string
  /** The value that the form was loaded with, and the URL of its file. */
  stored: { value: string | null; href: string | null }
  file: FileMeta
}

function Shown({ text, stored, file }: ShownProps) {
  const found = readFileValue(text)
  if (found === null) return text === '' ? null : <bdi>{text}</bdi>
  const isStored = text === stored.value && stored.href !== null
  const href = isStored ? (stored.href ?? '') : `${file.upload}?key=${found.key}`
  const thumb = `${href}${isStored ? '?' : '&'}size=thumb`
  return (
    <a className="file-shown" href={href} target="_blank" rel="noreferrer">
      {file.isImage && <img src={thumb} alt="" />}
      <span>
        <bdi>{found.name}</bdi>
        {found.size !== undefined && ` (${fileSize(found.size)})`}
      </span>
    </a>
  )
}

function Running({ progress }: { progress: Progress }) {
  const { name, sent, size, cancel } = progress
  return (
    <div className="file-running">
      <progress max={size} value={sent} aria-label={words.uploading(name)} />
      <span>{sent < size ? words.sent(sent, size) : words.checking}</span>
      <Button onClick={cancel}>{words.cancel}</Button>
    </div>
  )
}

interface Said {
  text: string
  isError: boolean
}

interface Parts {
  file: FileMeta
  /** The input that the form posts. */
  holder: RefObject<HTMLTextAreaElement | null>
  chooser: RefObject<HTMLInputElement | null>
}

function useUpload({ file, holder, chooser }: Parts) {
  const [isReady, setReady] = useState(false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [said, setSaid] = useState<Said | null>(null)

  const send = async ([first, ...others]: readonly File[]) => {
    const input = holder.current
    if (first === undefined || input === null || input.dataset.busy !== undefined) return
    input.dataset.busy = words.wait
    try {
      const { sendFile } = await import('./send-file')
      const sending = sendFile(first, file, (sent) => setProgress((now) => now && { ...now, sent }))
      setSaid(null)
      setProgress({ name: first.name, sent: 0, size: first.size, cancel: sending.cancel })
      const answer = await sending.done
      delete input.dataset.busy
      if ('problem' in answer) setSaid({ text: answer.problem, isError: true })
      else {
        fillInput(input, answer.value)
        setSaid({ text: others.length > 0 ? words.oneOnly : words.done(answer.name), isError: false })
      }
    } catch {
      setSaid({ text: words.interrupted, isError: true })
    } finally {
      delete input.dataset.busy
      setProgress(null)
      // Chosen again, the same file is another upload.
      if (chooser.current) chooser.current.value = ''
    }
  }
  useEffect(() => {
    setReady(true)
    // What was chosen before this code had loaded.
    const chosen = chooser.current?.files
    if (chosen && chosen.length > 0) void send([...chosen])
    // Once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return { isReady, progress, said, send }
}
