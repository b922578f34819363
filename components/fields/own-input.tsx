import { useEffect, useRef, useState } from 'react'
import { withLineFeeds } from '@/admin/client'
import { controlText, formControl } from './form-control'
import type { FieldInput, FieldInputProps } from './field-input'
import { inputView, inputViewOf, isScripted } from './input-views'
import { loadedView } from './own-views'
import { inputs } from './inputs'

/**
 * The input of a type of the project, or a further one of the product. Forms wait for the files of their inputs before they are
 * drawn (`inputViewsOf`), except for those that need JavaScript.
 */
export function OwnInput(props: FieldInputProps) {
  const view = inputViewOf(props.meta) ?? ''
  if (isScripted(view)) return <ScriptedInput {...props} />
  const own = loadedView(view)
  const Input = own?.Input ?? inputs[props.meta.kind]
  return <Input {...props} />
}

/**
 * The input of its kind, in whose place another one comes with what was typed meanwhile, as soon as nobody is typing. Not with Suspense:
 * the server may send a fallback first, and what is typed in that is lost.
 */
function ScriptedInput(props: FieldInputProps) {
  const { meta, value } = props
  const box = useRef<HTMLDivElement>(null)
  const [further, setFurther] = useState<{ Input: FieldInput; value: string | null } | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const take = (Input: FieldInput) => {
      const control = formControl(box.current?.closest('form'), meta.name)
      const typed = control === null ? value : controlText(control)
      setFurther({ Input, value: withLineFeeds(value ?? '') === withLineFeeds(typed ?? '') ? value : typed })
    }
    void inputView(inputViewOf(meta) ?? '').then(({ Input }) => {
      if (Input === undefined || stop.signal.aborted) return
      if (!box.current?.contains(document.activeElement)) take(Input)
      else box.current.addEventListener('focusout', () => take(Input), { once: true, signal: stop.signal })
    })
    return () => stop.abort()
    // Once: the inputs hold their values from then on.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  const Input = further?.Input ?? inputs[meta.kind]
  return (
    <div ref={box} className="further-input">
      <Input {...props} value={further === null ? value : further.value} />
    </div>
  )
}
