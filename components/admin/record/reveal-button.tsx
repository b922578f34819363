'use client'

import { Eye } from 'lucide-react'
import { useState, type MouseEvent } from 'react'
import { revealForm } from './reveal-form'
import * as words from '../../words/record'

interface RevealButtonProps {
  label: string
  href: string
}

/** Shows the value of a masked field in place of the button. */
export function RevealButton({ label, href }: RevealButtonProps) {
  const [shown, setShown] = useState<{ value: string } | { problem: string } | null>(null)
  async function reveal(event: MouseEvent) {
    event.preventDefault()
    try {
      const response = await fetch(href, { method: 'POST' })
      const text = await response.text()
      setShown(response.ok ? { value: text } : { problem: problemIn(text) })
    } catch {
      setShown({ problem: words.notRevealed })
    }
  }
  if (shown !== null && 'value' in shown)
    return (
      <output className="revealed" aria-label={words.valueOf(label)}>
        <bdi>{shown.value}</bdi>
      </output>
    )
  return (
    <>
      <button
        type="submit"
        form={revealForm}
        formAction={href}
        className="btn quiet reveal"
        aria-label={words.revealOf(label)}
        title={words.revealHelp}
        onClick={(event) => void reveal(event)}
      >
        <Eye aria-hidden size={14} /> {words.reveal}
      </button>
      {shown !== null && (
        <span className="error" role="alert">
          {shown.problem}
        </span>
      )}
    </>
  )
}

/** API routes answer a refusal with `{ error }`. */
function problemIn(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed && typeof parsed.error === 'string')
      return parsed.error
  } catch {
    // Something between the browser and the server has answered.
  }
  return words.notRevealed
}
