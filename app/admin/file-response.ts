import type { OpenedFile } from '@/admin/server'
import { setResponseHeaders } from '../response-status'

/** In place of those of the admin's pages. */
const ownPolicies = {
  // Kept by this browser alone, and shown again only after the server has agreed.
  'Cache-Control': 'private, no-cache',
  'Content-Security-Policy': "sandbox; default-src 'none'",
}

/**
 * A file as a response: ranges, revalidation, and headers that keep a browser from running anything in it. Only a few types of
 * pictures are shown; everything else is saved.
 */
export async function fileResponse(request: Request, file: OpenedFile): Promise<Response> {
  const tag = `"${file.etag}"`
  setResponseHeaders(ownPolicies)
  const headers = new Headers({
    ETag: tag,
    'Accept-Ranges': 'bytes',
    Vary: 'Cookie',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
  if (matchesTag(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers })
  headers.set('Content-Type', file.isShown ? file.type : downloadType(file.type))
  headers.set('Content-Disposition', disposition(file.name, file.isShown ? 'inline' : 'attachment'))
  const ranges = request.headers.get('if-range')
  const range = ranges === null || ranges === tag ? rangeOf(request.headers.get('range'), file.size) : null
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${file.size}`)
    return new Response(null, { status: 416, headers })
  }
  headers.set('Content-Length', String(range === null ? file.size : range.last - range.first + 1))
  if (range !== null) headers.set('Content-Range', `bytes ${range.first}-${range.last}/${file.size}`)
  const status = range === null ? 200 : 206
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  return new Response(streamOf(await file.read(range ?? undefined)), { status, headers })
}

/** Never one that a browser would open as a page, however it was asked for. */
const downloadType = (type: string) =>
  /^(?:text\/(?:html|xml)|image\/svg|application\/(?:xhtml|xml|javascript|ecmascript))|\+xml|javascript/u.test(type)
    ? 'application/octet-stream'
    : type

const matchesTag = (given: string | null, tag: string) =>
  given !== null && given.split(',').some((sent) => sent.trim().replace(/^W\//u, '') === tag || sent.trim() === '*')

interface Range {
  readonly first: number
  readonly last: number
}

/** Null for the whole: without a range, and for several of them, which servers may ignore. */
function rangeOf(header: string | null, size: number): Range | 'unsatisfiable' | null {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return null
  if (from === '') {
    const last = Number(to)
    return last === 0 ? 'unsatisfiable' : { first: Math.max(0, size - last), last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (first >= size) return 'unsatisfiable'
  return last < first ? null : { first, last }
}

/** The name twice: for old clients in ASCII, and as it is. Nothing in it can end the header or the name. */
export function disposition(name: string, kind: 'inline' | 'attachment'): string {
  const plain = name.replace(/[^\w.() -]/gu, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** Reads on only as fast as the browser takes. */
function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await source.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await source.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
