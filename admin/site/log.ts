/** From the least to the most urgent. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogLine {
  level: LogLevel
  /** What happened: `fault`, `request`, `security`. */
  event: string
  [field: string]: unknown
}

interface LogEnvironment {
  /** `json` for one JSON object per line; otherwise text. */
  BROLLY_LOG?: string | undefined
  /** Lines below this level are left out. Default `info` in JSON, `error` in text. */
  BROLLY_LOG_LEVEL?: string | undefined
}

/**
 * Writes one line, whatever its fields contain: control characters are escaped, so that nobody can forge a line or
 * command a terminal. Warnings and errors go to stderr. Pass no secrets and no values of rows.
 */
export function writeLog(line: LogLine, environment?: LogEnvironment): void {
  const { BROLLY_LOG, BROLLY_LOG_LEVEL } = process.env
  const text = logText(line, environment ?? { BROLLY_LOG, BROLLY_LOG_LEVEL })
  if (text === null) return
  if (line.level === 'warn' || line.level === 'error') console.error(text)
  else console.log(text)
}

/** The line as it is written; null if its level is left out. */
export function logText(
  line: LogLine,
  { BROLLY_LOG, BROLLY_LOG_LEVEL }: LogEnvironment,
  now = new Date(),
): string | null {
  const isJson = BROLLY_LOG === 'json'
  const least = logLevels.find((level) => level === BROLLY_LOG_LEVEL) ?? (isJson ? 'info' : 'error')
  if (logLevels.indexOf(line.level) < logLevels.indexOf(least)) return null
  const { level, event, ...fields } = line
  if (isJson) return oneLine(JSON.stringify({ time: now.toISOString(), level, event, ...fields }))
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'number' ? value : JSON.stringify(value)}`)
  return oneLine(`brolly: ${[event, ...texts].join(' ')}`)
}

/** JSON escapes the control characters of ASCII; terminals and collectors know others. */
const oneLine = (text: string) =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
