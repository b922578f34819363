const formats = new Map<string, Intl.DateTimeFormat | null>()
const offsets = new Map<string, Map<number, number>>()
const quarterHourMs = 900_000
const dayMs = 86_400_000
const mostCached = 20_000

function format(zone: string): Intl.DateTimeFormat | null {
  let found = formats.get(zone)
  if (found === undefined) {
    try {
      found = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    } catch {
      // The name came from a browser. An unknown one counts as UTC.
      found = null
    }
    formats.set(zone, found)
  }
  return found
}

function readOffset(zone: string, atMs: number): number {
  const parts = format(zone)?.formatToParts(atMs)
  const text = parts?.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(text)
  if (!match) return 0
  const [, sign, hours, minutes, seconds] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0))
}

/** The UTC offset of a zone at a given time, in seconds. */
export function zoneOffset(zone: string, atMs: number): number {
  if (zone === 'UTC') return 0
  // Before 1970 clocks changed at any second; since then on quarter hours, so cached offsets cover them.
  if (atMs < 0) return readOffset(zone, atMs)
  const day = Math.floor(atMs / dayMs) * dayMs
  const found = keptOffset(zone, day)
  // No zone changes its offset twice a day, so equal offsets at both ends of a day mean no change within it.
  return found === keptOffset(zone, day + dayMs) ? found : keptOffset(zone, atMs - (atMs % quarterHourMs))
}

function keptOffset(zone: string, atMs: number): number {
  let cache = offsets.get(zone)
  if (!cache || cache.size > mostCached) offsets.set(zone, (cache = new Map()))
  let found = cache.get(atMs)
  if (found === undefined) cache.set(atMs, (found = readOffset(zone, atMs)))
  return found
}

/** The UTC offset for a local time in the zone (given as if it were UTC), in seconds. */
export function clockOffset(zone: string, clockMs: number): number {
  const guess = zoneOffset(zone, clockMs)
  const refined = zoneOffset(zone, clockMs - guess * 1000)
  if (refined === guess) return guess
  // During the hour skipped in spring neither offset fits; the later one keeps times increasing.
  return zoneOffset(zone, clockMs - refined * 1000) === refined ? refined : Math.min(guess, refined)
}

/**
 * The offsets that a local time in the zone (given as if it were UTC) can have, in seconds, in the order of the moments: none in the hour
 * that the clocks skip, two in the one that they repeat.
 */
export function clockOffsets(zone: string, clockMs: number): number[] {
  const around = [clockMs - dayMs, clockMs + dayMs, clockMs - zoneOffset(zone, clockMs) * 1000]
  const offsets = new Set(around.map((ms) => zoneOffset(zone, ms)))
  return [...offsets].filter((offset) => zoneOffset(zone, clockMs - offset * 1000) === offset).toSorted((a, b) => b - a)
}

/** `+01:00`, with seconds only where a zone had them. */
export function offsetText(seconds: number): string {
  const size = Math.abs(seconds)
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60]
  if (size % 60 !== 0) parts.push(size % 60)
  return (seconds < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}
