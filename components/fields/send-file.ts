import type { FileMeta } from '@/admin/client'
import * as words from '../words/files'

/** What the server answered, or why there is no answer. */
export type FileAnswer = { readonly value: string; readonly name: string } | { readonly problem: string }

export interface Sending {
  readonly done: Promise<FileAnswer>
  cancel(): void
}

/**
 * Sends a file. `XMLHttpRequest`, because `fetch` does not tell how much has been sent.
 * @param onProgress Called with the number of bytes that have left the browser.
 */
export function sendFile(file: File, { upload, maxBytes }: FileMeta, onProgress: (sent: number) => void): Sending {
  const refused = file.size === 0 ? words.empty : file.size > maxBytes ? words.tooLarge(file.size, maxBytes) : null
  if (refused !== null) return { done: Promise.resolve({ problem: refused }), cancel: () => undefined }
  const request = new XMLHttpRequest()
  const done = new Promise<FileAnswer>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
    request.addEventListener('load', () => resolve(answerOf(request)))
    request.addEventListener('error', () => resolve({ problem: words.interrupted }))
    request.addEventListener('abort', () => resolve({ problem: words.cancelled }))
  })
  request.open('POST', `${upload}?name=${encodeURIComponent(file.name.replace(/\p{Cs}/gu, '_'))}`)
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  request.send(file)
  return { done, cancel: () => request.abort() }
}

function answerOf({ status, responseText }: XMLHttpRequest): FileAnswer {
  try {
    const answer: unknown = JSON.parse(responseText)
    if (typeof answer !== 'object' || answer === null) return { problem: words.interrupted }
    const { value, name, error } = answer as Partial<Record<'value' | 'name' | 'error', unknown>>
    if (status === 200 && typeof value === 'string' && typeof name === 'string') return { value, name }
    return { problem: typeof error === 'string' ? error : words.interrupted }
  } catch {
    // A proxy's own page.
    return { problem: words.interrupted }
  }
}
