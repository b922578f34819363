/** What is known of a stored file. `key` is its name in the store, `name` what the user called it. */
export interface FileValue {
  readonly key: string
  readonly name: string
  readonly type?: string | undefined
  /** In bytes. */
  readonly size?: number | undefined
  /** In pixels, of an image. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** SHA-256 of the content, in hexadecimal. */
  readonly checksum?: string | undefined
}

/** Made by the server alone, so that nobody can guess or choose one. */
const keyPattern = /^[0-9a-f]{32}$/u

/** Whether this can be the key of a stored file. */
export const isFileKey = (text: string): boolean => keyPattern.test(text)

/** The characters of a key. */
export const keyLength = 32

/** A longer name is cut before its extension. */
export const longestName = 150

/**
 * The file that a column refers to: `<key>/<name>` in a text column, an object in a JSON column. Null for anything else, such as the
 * paths that a column had before it was declared as files.
 */
export function readFileValue(value: string): FileValue | null {
  if (value.trimStart().startsWith('{')) return readObject(value)
  const [key = '', ...rest] = value.split('/')
  const name = rest.join('/')
  return isFileKey(key) && name !== '' ? { key, name } : null
}

function readObject(value: string): FileValue | null {
  try {
    const parsed: unknown = JSON.parse(value)
    return isObject(parsed) ? fromObject(parsed) : null
  } catch {
    return fromStart(value)
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fromObject({ key, name, type, size, width, height, checksum }: Readonly<Record<string, unknown>>) {
  if (typeof key !== 'string' || !isFileKey(key) || typeof name !== 'string' || name === '') return null
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
  return {
    key,
    name,
    type: text(type),
    size: number(size),
    width: number(width),
    height: number(height),
    checksum: text(checksum),
  }
}

/** Of an object that was cut, as a list and a history do; PostgreSQL writes the shortest names first. */
function fromStart(value: string): FileValue | null {
  const key = /"key"\s*:\s*"([0-9a-f]{32})"/u.exec(value)?.[1]
  const name = /"name"\s*:\s*"((?:[^"\\]|\\.){1,600})"/u.exec(value)?.[1]
  if (key === undefined || name === undefined) return null
  try {
    return { key, name: String(JSON.parse(`"${name}"`)) }
  } catch {
    return null
  }
}

/** The text for a column, which has only room for key and name if it is no JSON. */
export function writeFileValue(file: FileValue, column: { readonly baseType: string; readonly length: number | null }) {
  if (column.baseType === 'json' || column.baseType === 'jsonb') return JSON.stringify(definedOnly(file))
  const room = Math.min(longestName, (column.length ?? Infinity) - keyLength - 1)
  return `${file.key}/${cutName(file.name, room)}`
}

const definedOnly = ({ key, name, type, size, width, height, checksum }: FileValue) => ({
  key,
  name,
  type,
  size,
  width,
  height,
  checksum,
})

/** Cut to so many characters, with its extension. */
export function cutName(name: string, most: number): string {
  const characters = [...name]
  if (characters.length <= most) return name
  const extension = [...(/\.[^.]{1,10}$/u.exec(name)?.[0] ?? '')]
  return [...characters.slice(0, Math.max(1, most - extension.length)), ...extension].slice(0, most).join('')
}

/** What could end a line or start a folder. */
const breaking = /[\p{Cc}\p{Zl}\p{Zp}\\/]+/gu

/**
 * What is not seen, and could turn the direction of the text or make two names look the same. The two joiners are spelling in
 * Persian, in the scripts of India and in emoji.
 */
const invisible = /(?![\u200C\u200D])[\p{Cf}\p{Cs}\p{Co}]+/gu

/** Dots and what is not seen, at the ends. */
const margins = /^[\s.\u200C\u200D]+|[\s.\u200C\u200D]+$/gu

/**
 * The name under which a file is shown and saved, from the one that its sender gave: letters of any script, at most 150 characters,
 * never empty, and no path.
 */
export function safeName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/u).at(-1) ?? ''
  const name = last.replace(invisible, '').replace(breaking, ' ').replace(/\s+/gu, ' ').replace(margins, '')
  return cutName(name === '' ? 'file' : name, longestName).trimEnd()
}
