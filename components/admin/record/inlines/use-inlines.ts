import { type RefObject, useEffect, useState } from 'react'
import type { PostedRowState, RecordFormState, RecordPage } from '@/admin/client'
import { fillInput } from '../../../fields/fill-input'
import { useFieldId } from '../field-id'
import {
  allLines,
  firstLines,
  type LineBlock,
  positionsFor,
  withMovedLine,
  withNewLine,
  withoutLine,
} from './inline-lines'
import type { InlineWork } from './inline-section'

interface InlinesOptions {
  page: RecordPage
  state: RecordFormState
  form: RefObject<HTMLFormElement | null>
}

/** The rows of a form's inlines, and the operations on them. */
export function useInlines({ page, state, form }: InlinesOptions) {
  const [blocks, setBlocks] = useState(() => firstLines(page.inlines, { state, token: page.token }))
  const [removed, setRemoved] = useState(() => removedIn(blocks))
  /** Changes when the rows are replaced, so that their inputs are rendered with their new values. */
  const [generation, setGeneration] = useState(0)
  const [scripted, setScripted] = useState(false)
  /** The new row whose first input gets the focus once it is rendered. */
  const [fresh, setFresh] = useState<string | null>(null)
  const fieldId = useFieldId()
  useEffect(() => setScripted(true), [])
  useEffect(() => {
    if (fresh === null) return
    focusIn(form.current, fieldId(fresh))
    setFresh(null)
  }, [fresh, form, fieldId])

  const work: InlineWork = {
    add: (name) => {
      const next = withNewLine(blocks, name, page.token)
      const before = new Set(allLines(blocks).map(({ line }) => line.prefix))
      setBlocks(next)
      setFresh(allLines(next).find(({ line }) => !before.has(line.prefix))?.line.prefix ?? null)
    },
    drop: (name, prefix) => setBlocks(withoutLine(blocks, { name, prefix })),
    move: (name, prefix, to) => {
      const next = withMovedLine(blocks, { name, prefix, to })
      setBlocks(next)
      const found = allLines(next).filter(({ within }) => within.name === name)
      writePositions(
        form.current,
        found.map(({ line, within }) => line.fields[within.block.columns.length]?.meta.name ?? ''),
      )
    },
  }
  /** Records a change of a removal checkbox. */
  const onRemoval = (target: EventTarget) => {
    if (!(target instanceof HTMLInputElement) || !target.name.endsWith('.~delete')) return
    const prefix = target.name.slice(0, -'~delete'.length)
    const next = new Set(removed)
    if (target.checked) next.add(prefix)
    else next.delete(prefix)
    setRemoved(next)
  }
  /** Shows the rows as they were posted by an earlier form with this token. */
  const restore = (rows: readonly PostedRowState[], token: string) => {
    const next = firstLines(page.inlines, { state: { rows }, token })
    setBlocks(next)
    setRemoved(removedIn(next))
    setGeneration(generation + 1)
  }
  return { blocks, removed, generation, work: scripted ? work : null, onRemoval, restore }
}

const removedIn = (blocks: readonly LineBlock[]): ReadonlySet<string> =>
  new Set(allLines(blocks).flatMap(({ line }) => (line.removed ? [line.prefix] : [])))

function writePositions(form: HTMLFormElement | null, names: readonly string[]): void {
  const inputs = names.flatMap((name) => {
    const input = form?.elements.namedItem(name)
    return input instanceof HTMLInputElement ? [input] : []
  })
  const positions = positionsFor(inputs.map(({ value }) => value))
  for (const [index, input] of inputs.entries()) fillInput(input, positions[index] ?? '')
}

function focusIn(form: HTMLFormElement | null, idPrefix: string): void {
  const inputs = [...(form?.querySelectorAll<HTMLElement>('input:not([type=hidden]), select, textarea') ?? [])]
  inputs.find((input) => input.id.startsWith(idPrefix))?.focus()
}

/** Leaves out of the posted form the rows with these prefixes. */
export function withoutRows(data: FormData, prefixes: ReadonlySet<string>): FormData {
  const names = Array.from(data.keys())
  for (const name of names) {
    const own = name.replace(/^~(?:null|choose)\./u, '')
    if ([...prefixes].some((prefix) => own.startsWith(prefix))) data.delete(name)
  }
  return data
}
