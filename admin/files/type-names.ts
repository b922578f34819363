/** Media types by the names that people use. */
const known: ReadonlyMap<string, string> = new Map([
  ['image/png', 'PNG'],
  ['image/jpeg', 'JPEG'],
  ['image/gif', 'GIF'],
  ['image/webp', 'WebP'],
  ['image/avif', 'AVIF'],
  ['image/heic', 'HEIC'],
  ['image/svg+xml', 'SVG'],
  ['application/pdf', 'PDF'],
  ['application/zip', 'ZIP'],
  ['application/json', 'JSON'],
  ['application/xml', 'XML'],
  ['text/html', 'HTML'],
  ['text/csv', 'CSV'],
  ['text/plain', 'plain text'],
  ['text/markdown', 'Markdown'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Word'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Excel'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'PowerPoint'],
])

/** For a sentence: `PNG, JPEG`. */
export const typeNames = (types: readonly string[]): string => types.map((type) => known.get(type) ?? type).join(', ')
