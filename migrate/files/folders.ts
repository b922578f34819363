import path from 'node:path'

/** A folder of migrations and the name under which `brolly.migrations` records it. */
export interface MigrationFolder {
  readonly name: string
  readonly folder: string
}

/** Brolly's own tables. */
export function brollyFolder(): MigrationFolder {
  return { name: 'brolly', folder: path.join(/* turbopackIgnore: true */ process.cwd(), 'admin', 'migrations') }
}

/** The user's tables. */
export function userFolder(): MigrationFolder {
  return { name: 'drizzle', folder: path.join(/* turbopackIgnore: true */ process.cwd(), 'drizzle') }
}
