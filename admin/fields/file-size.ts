const units = ['kB', 'MB', 'GB', 'TB'] as const

/** A size for people, of at most three digits: `1.5 MB`. A kB is 1000 bytes. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  let value = bytes
  let unit: string = units[0]
  for (const next of units) {
    value /= 1000
    unit = next
    if (value < 999.5) break
  }
  return `${value < 99.95 ? Number(value.toFixed(1)) : Math.round(value)} ${unit}`
}
