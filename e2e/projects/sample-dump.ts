import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The folder of other people's databases; '' where there is none. */
export const sampleData = process.env.BROLLY_SAMPLE_DATA ?? ''

/** A dump out of that folder, without the lines that only psql or servers of long ago understand. */
export function sampleDump(name: string): string {
  const dump = readFileSync(path.resolve(sampleData, `${name}.sql`), 'utf8')
  return dump.replace(/^(?:\\.*|SET default_with_oids.*|(?:CREATE|DROP) DATABASE.*)$/gm, '')
}
