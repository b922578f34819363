import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The folder of sample databases; '' if there is none. */
export const sampleData = process.env.BROLLY_SAMPLE_DATA ?? ''

/** A dump from that folder, without lines that only psql or very old servers understand. */
export function sampleDump(name: string): string {
  const dump = readFileSync(path.resolve(sampleData, `${name}.sql`), 'utf8')
  return dump.replace(/^(?:\\.*|SET default_with_oids.*|(?:CREATE|DROP) DATABASE.*)$/gm, '')
}
