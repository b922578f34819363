import { fileTypeFromBuffer } from 'file-type'

/** The number of bytes at the beginning of a file that its type is judged by. */
export const headLength = 4_100

/** What an extension stands for, if the content alone cannot tell: texts, and files that are ZIP archives inside. */
const byExtension: ReadonlyMap<string, string> = new Map([
  ['csv', 'text/csv'],
  ['tsv', 'text/tab-separated-values'],
  ['md', 'text/markdown'],
  ['json', 'application/json'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['ods', 'application/vnd.oasis.opendocument.spreadsheet'],
  ['odp', 'application/vnd.oasis.opendocument.presentation'],
  ['epub', 'application/epub+zip'],
])

/** Extensions whose content has a mark of its own: another content under such a name is a mistake or a trick. */
const marked: ReadonlyMap<string, readonly string[]> = new Map([
  ['png', ['image/png', 'image/apng']],
  ['apng', ['image/png', 'image/apng']],
  ['jpg', ['image/jpeg']],
  ['jpeg', ['image/jpeg']],
  ['gif', ['image/gif']],
  ['webp', ['image/webp']],
  ['pdf', ['application/pdf']],
])

export interface Content {
  /** Judged by the content; `application/octet-stream` if nothing is known. */
  readonly type: string
  /** Without the dot, in lower case; '' without one. */
  readonly extension: string
  /** Whether the name claims to be something that the content is not. */
  readonly isMisnamed: boolean
}

/** @param head The first `headLength` bytes, or the whole of a shorter file. */
export async function contentOf(head: Uint8Array, name: string): Promise<Content> {
  const extension = /\.([^.]{1,10})$/u.exec(name)?.[1]?.toLowerCase() ?? ''
  const type = await typeOf(head, extension)
  const expected = marked.get(extension)
  return { type, extension, isMisnamed: expected !== undefined && !expected.includes(type) }
}

async function typeOf(head: Uint8Array, extension: string): Promise<string> {
  const text = textOf(head)
  // Before the marks, because a text may begin with those of a picture and still be read as a page.
  if (text !== null) return markupType(text) ?? textType(extension)
  const found = await fileTypeFromBuffer(head)
  if (found?.mime === 'application/zip') return byExtension.get(extension) ?? found.mime
  // An animated PNG is a PNG to everything that reads one.
  if (found?.mime === 'image/apng') return 'image/png'
  return found?.mime ?? 'application/octet-stream'
}

/** The beginning as text; null if it is none. */
function textOf(head: Uint8Array): string | null {
  // Nothing but the end may be a part of a character.
  for (let missing = 0; missing < Math.min(4, head.length); missing++) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, head.length - missing))
      return /[\0-\x08\x0E-\x1A\x1C-\x1F]/u.test(text) || text.startsWith('%PDF-') ? null : text
    } catch {
      if (head.length < headLength) return null
    }
  }
  return null
}

/** What a browser would read as a page or as a picture with scripts. */
function markupType(text: string): string | null {
  const start = text.trimStart()
  if (!start.startsWith('<')) return null
  if (/<svg[\s>/]/iu.test(start)) return 'image/svg+xml'
  if (/^<\?xml/iu.test(start)) return /<html[\s>]/iu.test(start) ? 'application/xhtml+xml' : 'application/xml'
  return 'text/html'
}

const textType = (extension: string) => {
  const type = byExtension.get(extension)
  return type?.startsWith('text/') || type === 'application/json' ? type : 'text/plain'
}

/** What browsers may show in a page of its own; everything else is downloaded. */
export const shownTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
