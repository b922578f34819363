/** `12,034`. */
export function wholeNumber(many: number): string {
  return many.toLocaleString('en-GB')
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** `96 kB`, `1.2 MB`. */
export function byteCount(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024))))
  const amount = bytes / 1024 ** step
  return `${amount.toLocaleString('en-GB', { maximumFractionDigits: amount < 10 && step > 0 ? 1 : 0 })} ${units[step] ?? ''}`
}
