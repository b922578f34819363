import { z } from 'zod'
import type { MigrationFile } from '@/migrate/files/folder'
import { migrationStatus, type FolderStatus } from '@/migrate/plan/status'
import { defineCommand } from '../command'

export const showmigrations = defineCommand({
  name: 'showmigrations',
  summary:
    'List migrations: [x] applied, [~] partly applied, [ ] pending, [k] applied by drizzle-kit, [?] not in the folder.',
  flags: z.object({
    plan: z.boolean().default(false).describe('list in execution order, one line each with its folder'),
    check: z.boolean().default(false).describe('exit with 1 if anything is pending or inconsistent'),
    json: z.boolean().default(false).describe('print JSON'),
  }),
  async run({ plan, check, json }, { terminal, databaseUrl }) {
    const states = await migrationStatus(await databaseUrl())
    const clean = states.every(isClean)
    if (json)
      terminal.print(JSON.stringify({ clean, migrations: states.flatMap(entriesOf), problems: problemsOf(states) }))
    else {
      for (const status of states) {
        if (!plan) terminal.print(status.name)
        for (const entry of entriesOf(status)) terminal.print(lineOf(entry, plan))
        if (!plan && entriesOf(status).length === 0) terminal.print(' (none)')
      }
      for (const problem of problemsOf(states)) terminal.warn(problem)
      if (!clean) terminal.print('Apply pending migrations with: npx brolly migrate')
    }
    return check && !clean ? 1 : 0
  },
})

interface Entry {
  readonly folder: string
  readonly name: string
  readonly state: keyof typeof marks
  /** ISO 8601, UTC. */
  readonly applied?: string
  readonly by?: string
  /** The duration in milliseconds. */
  readonly ms?: number
}

const marks = { applied: 'x', 'in part': '~', pending: ' ', 'by drizzle-kit': 'k', unknown: '?' } as const

function isClean({ pending, adoptable, problems }: FolderStatus): boolean {
  return pending.length + adoptable.length + problems.length === 0
}

function problemsOf(states: readonly FolderStatus[]): string[] {
  return states.flatMap(({ problems }) => problems.map((problem) => problem.message))
}

function entriesOf(status: FolderStatus): Entry[] {
  const files = [...status.applied, ...status.adoptable, ...status.pending].toSorted((a, b) => a.idx - b.idx)
  return [
    ...files.map((file) => entryOf(status, file)),
    ...status.unknown.map((name) => ({ ...recordOf(status, name), state: 'unknown' as const })),
  ]
}

function entryOf(status: FolderStatus, file: MigrationFile): Entry {
  const entry = recordOf(status, file.name)
  if (status.halfway.has(file.name)) return { ...entry, state: 'in part' }
  if (status.adoptable.includes(file) && file.replaces.length + file.was.length === 0)
    return { ...entry, state: 'by drizzle-kit' }
  return { ...entry, state: status.pending.includes(file) ? 'pending' : 'applied' }
}

function recordOf({ name: folder, records }: FolderStatus, name: string): Omit<Entry, 'state'> {
  const record = records.find((candidate) => candidate.name === name)
  return {
    folder,
    name,
    applied: record?.finished ?? undefined,
    by: record?.by ?? undefined,
    ms: record?.ms ?? undefined,
  }
}

function lineOf({ folder, name, state, applied, by, ms }: Entry, plan: boolean): string {
  const when = applied === undefined ? [] : [applied.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')]
  const who = by === undefined ? [] : [`by ${by}`]
  const long = ms === undefined ? [] : [`${Math.round(ms)} ms`]
  const notes = [...when, ...who, ...long].join(', ')
  const line = plan ? `[${marks[state]}] ${folder}/${name}` : ` [${marks[state]}] ${name}`
  return notes === '' ? line : `${line}  ${notes}`
}
