import { AdminError } from '../errors'

/** Some lines of a file, with the line number of the first. */
export interface LineBatch {
  readonly lines: readonly string[]
  readonly first: number
}

/**
 * Splits a stream of bytes into lines, in batches as they arrive.
 *
 * @throws {AdminError} `INVALID` if the bytes are not UTF-8.
 */
export async function* textLines(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<LineBatch> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let number = 1
  let rest: string[] = []
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (error) {
      throw new AdminError('INVALID', `${file}, after line ${number}: this is not valid UTF-8.`, { cause: error })
    }
  }
  for await (const chunk of bytes) {
    const text = decode(chunk)
    const end = text.lastIndexOf('\n')
    // A value may be much longer than a chunk, so its pieces are joined only once.
    if (end === -1) {
      rest.push(text)
      continue
    }
    const lines = (rest.join('') + text.slice(0, end)).split('\n')
    yield { lines, first: number }
    number += lines.length
    rest = [text.slice(end + 1)]
  }
  const last = rest.join('') + decode()
  if (last !== '') yield { lines: [last], first: number }
}
