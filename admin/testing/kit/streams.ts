/** All that a stream yields. */
export async function allOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of stream) found.push(one)
  return found
}

/** The text of an export. */
export const textOf = async (lines: AsyncIterable<string>): Promise<string> => (await allOf(lines)).join('')
