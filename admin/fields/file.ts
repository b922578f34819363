import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { asText, fieldType, type FieldType } from './field-type'
import { keyLength, readFileValue } from './file-value'
import { isNull } from './operators'
import { ruledSchema } from './ruled-schema'
import * as words from '../words/files'

/** What a column of files accepts. */
export interface FileRules {
  /** Set for `image()`. */
  readonly isImage: boolean
  /** In bytes. */
  readonly maxBytes: number
  /** Media types; null accepts every one. */
  readonly types: readonly string[] | null
  /** Width times height of an image, over all its frames. */
  readonly maxPixels: number
}

export interface FileOptions {
  /** The largest file, in bytes. Default: 100 MB. */
  maxBytes?: number
  /**
   * The media types that are accepted, judged by the content and not by the name: `['application/pdf', 'text/csv']`. Default: every
   * type. Whatever is not on a short list of harmless types is only ever downloaded.
   */
  types?: readonly string[]
}

export interface ImageOptions {
  /** The largest file, in bytes. Default: 20 MB; at most 100 MB, because an image is read as a whole. */
  maxBytes?: number
  /** Some of PNG, JPEG, GIF and WebP. Default: all four. */
  types?: readonly ImageType[]
  /** The most pixels, width times height, over all frames of an animation. Default: 50 million. */
  maxPixels?: number
}

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

export const imageTypes: readonly ImageType[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

const megabyte = 1_000_000
const largestImage = 100 * megabyte

const isJson = ({ baseType }: ColumnFacts) => baseType === 'json' || baseType === 'jsonb'

/** Columns that can hold the key of a file, and at least a short name. */
const canHold = (column: ColumnFacts) =>
  column.dimensions === 0 &&
  (isJson(column) ||
    (['text', 'varchar', 'citext'].includes(column.baseType) && (column.length ?? Infinity) >= keyLength + 8))

const nameOf = (value: string) => readFileValue(value)?.name ?? value

function fileType(kind: 'file' | 'image', file: FileRules): FieldType {
  return fieldType({
    kind,
    name: kind,
    file,
    matches: () => false,
    suits: canHold,
    meta: () => ({ width: 'long', ...(kind === 'image' ? { shown: 'picture' } : {}) }),
    // Whether the file exists, and whose it is, is asked when it is saved.
    schema: (column) =>
      ruledSchema({}, (text) => {
        const isRightShape = isJson(column) === text.trimStart().startsWith('{')
        return isRightShape && readFileValue(text) ? text : { refused: words.chooseFile }
      }),
    toForm: (value) => value,
    exportSql: asText,
    toCell: nameOf,
    toText: nameOf,
    readCell: (expression, column) =>
      isJson(column)
        ? sql`coalesce((${expression} ->> 'key') || '/' || (${expression} ->> 'name'), left(${expression}::text, 200))`
        : sql`left(${expression}::text, 200)`,
    operators: [isNull],
    sortable: false,
    listRank: kind === 'image' ? 30 : 75,
  })
}

/**
 * Files of any kind: `form.fields: { contract: { type: file({ types: ['application/pdf'] }) } }`. The column is a text, which holds
 * the key and the name, or jsonb, which also holds type, size and checksum.
 *
 * @throws {RangeError} if a limit is not a positive number.
 */
export function file({ maxBytes = 100 * megabyte, types }: FileOptions = {}): FieldType {
  return fileType('file', {
    isImage: false,
    maxBytes: positive(maxBytes, 'maxBytes'),
    types: types === undefined ? null : types.map((type) => type.toLowerCase()),
    maxPixels: Infinity,
  })
}

/**
 * Pictures, with a thumbnail in lists and a preview in forms: `form.fields: { picture: { type: image() } }`. The column is a text or
 * jsonb, which also holds width and height.
 *
 * @throws {RangeError} if a limit is not a positive number, or `types` names one that is never accepted, such as SVG.
 */
export function image({ maxBytes = 20 * megabyte, types = imageTypes, maxPixels = 50_000_000 }: ImageOptions = {}) {
  const other = types.find((type) => !imageTypes.includes(type))
  if (other !== undefined) throw new RangeError(`'${other}' is not a type of image(): use ${imageTypes.join(', ')}.`)
  if (maxBytes > largestImage) throw new RangeError(`'maxBytes' of image() is at most ${largestImage}.`)
  return fileType('image', {
    isImage: true,
    maxBytes: positive(maxBytes, 'maxBytes'),
    types,
    maxPixels: positive(maxPixels, 'maxPixels'),
  })
}

function positive(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(words.notPositive(name))
}

/** The key of the file in a column, as SQL; NULL where there is none. */
export function fileKeySql(expression: ReturnType<typeof sql>, column: ColumnFacts) {
  return isJson(column)
    ? sql`(${expression} ->> 'key')`
    : sql`(case when ${expression}::text ~ ${`^[0-9a-f]{${keyLength}}/`}::text then left(${expression}::text, ${keyLength}::int) end)`
}
