import { Suspense, use, useEffect, useRef, useState } from 'react'
import { withLineFeeds } from '@/admin/client'
import { controlText, formControl } from './form-control'
import type { FieldInput, FieldInputProps } from './field-input'
import { furtherInputs } from './further-inputs'
import { inputs } from './inputs'
import { addBuiltinInputs, fieldView, viewOf } from './own-views'

addBuiltinInputs(furtherInputs)

/** The input of a type of the project, or one that is loaded on first use. Until its file has arrived, that of its kind. */
export function OwnInput(props: FieldInputProps) {
  const Plain = inputs[props.meta.kind]
  if (props.meta.view === undefined) return <FurtherInput {...props} />
  return (
    <Suspense fallback={<Plain {...props} />}>
      <LoadedInput {...props} />
    </Suspense>
  )
}

function LoadedInput(props: FieldInputProps) {
  const { view = '', kind } = props.meta
  const own = use(fieldView(view))
  const Input = own.Input ?? inputs[kind]
  return <Input {...props} />
}

/**
 * The input of its kind, in whose place another one comes with what was typed meanwhile, as soon as nobody is typing. Not with Suspense:
 * the server may send a fallback first, and what is typed in that is lost.
 */
function FurtherInput(props: FieldInputProps) {
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
    void fieldView(viewOf(meta) ?? '').then(({ Input }) => {
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
