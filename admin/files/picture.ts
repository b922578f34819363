import { AdminError } from '../errors'
import type { FileRules } from '../fields/file'
import * as words from '../words/files'

/** Of an image, in pixels, and its thumbnail as WebP. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly thumbnail: Uint8Array
}

/** The longest side of a thumbnail in pixels: sharp in a form on a screen of double density. */
const thumbnailSide = 480

/** An animation has a thumbnail of its first frame, so this only limits what is stored. */
const mostFrames = 1_000

/** Longer than any honest picture takes. */
const mostSeconds = 15

/** Decoding takes a core and the memory of all pixels. */
const mostAtOnce = 2
let running = 0
const waiting: (() => void)[] = []

/**
 * Reads the size of an image from its header, refuses one that is too large before any pixel is decoded, and makes its thumbnail.
 * The thumbnail has nothing of the original but its pixels: no position, no camera, no hidden content.
 *
 * @param bytes The complete file.
 * @throws {AdminError} `INVALID`
 */
export async function readPicture(bytes: Uint8Array, { maxPixels }: Pick<FileRules, 'maxPixels'>): Promise<Picture> {
  // Somebody who came later may have taken the place.
  while (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await measured(bytes, maxPixels)
  } finally {
    running--
    waiting.shift()?.()
  }
}

async function measured(bytes: Uint8Array, maxPixels: number): Promise<Picture> {
  const { default: sharp } = await import('sharp')
  const header = await refusing(() => sharp(bytes, { limitInputPixels: false, pages: -1 }).metadata())
  const { width, height, pages = 1, pageHeight = height, autoOrient } = header
  if (pages > mostFrames) throw new AdminError('INVALID', words.tooManyFrames(mostFrames))
  if (width * pageHeight * pages > maxPixels) throw new AdminError('INVALID', words.tooManyPixels(millions(maxPixels)))
  const thumbnail = await refusing(() =>
    sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .timeout({ seconds: mostSeconds })
      .resize({ width: thumbnailSide, height: thumbnailSide, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer(),
  )
  return pages > 1 ? { width, height: pageHeight, thumbnail } : { ...autoOrient, thumbnail }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new AdminError('INVALID', words.unreadableImage, { cause: error })
  }
}

const millions = (pixels: number) =>
  pixels >= 1_000_000 ? `${Number((pixels / 1_000_000).toFixed(1))} million` : String(pixels)
