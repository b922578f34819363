const formats = new Map<string, Intl.NumberFormat>()
const decimalPoints = new Map<string, string>()

function format(locale: string): Intl.NumberFormat {
  let found = formats.get(locale)
  if (!found) formats.set(locale, (found = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })))
  return found
}

function decimalPoint(locale: string): string {
  let found = decimalPoints.get(locale)
  if (found === undefined) {
    found = new Intl.NumberFormat(locale).formatToParts(0.5).find((part) => part.type === 'decimal')?.value ?? '.'
    decimalPoints.set(locale, found)
  }
  return found
}

/** Groups the digits of an exact number by locale, keeping every digit: `-1234.50` becomes `-1,234.50`. */
export function groupDigits(value: string, locale: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)
  // NaN, infinities and exponents are shown unchanged.
  if (!match) return value
  const [, sign, whole = '0', fraction] = match
  const grouped = whole.length < 4 ? whole : format(locale).format(whole.length < 16 ? Number(whole) : BigInt(whole))
  return `${sign}${grouped}${fraction === undefined ? '' : decimalPoint(locale) + fraction}`
}
