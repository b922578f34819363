import { useEffect, useRef, useState } from 'react'
import type { ListPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Hidden, keptParameters } from './list-parameters'
import * as shared from '../../words/shared'
import * as words from '../../words/list'

/** Reads the rows although that may take long; Cancel ends it in the database, by the token that every form is given. */
export function RunAnyway({ page }: { page: ListPage }) {
  const form = useRef<HTMLFormElement>(null)
  const [token, setToken] = useState<string | null>(null)
  useEffect(() => {
    const element = form.current
    const onFormData = ({ formData }: FormDataEvent) => {
      // The listener that sets the token is the document's, which comes after this one.
      queueMicrotask(() => {
        const given = formData.get('~plan')
        setToken(typeof given === 'string' ? given : '')
      })
    }
    element?.addEventListener('formdata', onFormData)
    return () => element?.removeEventListener('formdata', onFormData)
  }, [])
  const cancel = () => void fetch(page.cancelHref, { method: 'POST', body: token })
  return (
    <form ref={form} className="run-anyway">
      <Hidden parameters={keptParameters(page, [])} />
      <input type="hidden" name="~run" value="1" />
      {token === null ? (
        <Button type="submit">{words.runAnyway}</Button>
      ) : (
        <Button type="button" onClick={cancel}>
          {shared.cancel}
        </Button>
      )}
    </form>
  )
}
