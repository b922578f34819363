import { z } from 'zod'
import { userFolder } from '@/migrate/files/folders'
import type { Drift } from '@/migrate/drift/drift'
import { differenceWords, hasDrift } from '@/migrate/drift/drift-problems'
import { defineCommand } from '../command'
import { loadCode } from '../load/load-schema'
import type { Terminal } from '../output/terminal'

export const drift = defineCommand({
  name: 'drift',
  summary: 'Show where code, migrations and database differ, and how to fix it.',
  details: 'Read-only. Exits with 1 on any difference. Needs drizzle-kit and the privilege to create schemas.',
  flags: z.object({
    json: z.boolean().default(false).describe('print JSON'),
  }),
  async run({ json }, context) {
    const { readDrift } = await import('@/migrate/drift/drift')
    const found = await readDrift({
      url: await context.migrationUrl(),
      ...userFolder(),
      ...(await loadCode(context.root)),
    })
    if (json) context.terminal.print(JSON.stringify(found))
    else printDrift(found, context.terminal)
    return hasDrift(found) ? 1 : 0
  },
})

function printDrift(found: Drift, terminal: Terminal): void {
  printCode(found, terminal)
  printFiles(found, terminal)
  printDatabase(found, terminal)
  if (found.undescribed.length > 0) {
    terminal.print('Not described in the code, and harmless:')
    for (const { kind, name } of found.undescribed) terminal.print(`  ${kind} ${name}`)
  }
  if (!hasDrift(found)) terminal.print('No drift.')
}

function printCode({ code }: Drift, { print }: Terminal): void {
  if (!code) return
  print('The code is ahead of the migrations:')
  print(`  ${code.changes === 1 ? '1 statement' : `${code.changes} statements`} missing (${code.name})`)
  print('    npx brolly makemigrations')
}

function printFiles({ files }: Drift, { print }: Terminal): void {
  const { pending, unknown, problems } = files
  if (pending.length + unknown.length + problems.length === 0) return
  print('The migrations and the database differ:')
  for (const problem of problems) print(`  ${problem}`)
  for (const name of unknown) print(`  drizzle/${name} has been applied but is not in this folder`)
  if (unknown.length > 0) print('    Add the missing file. The database itself was not compared.')
  for (const name of pending) print(`  drizzle/${name} has not been applied`)
  if (pending.length > 0) print('    npx brolly migrate')
}

function printDatabase({ database, refused, against }: Drift, { print }: Terminal): void {
  if (database.length + refused.length === 0) return
  print(`The database differs from ${against === 'the code' ? 'the code' : 'the applied migrations'}:`)
  for (const difference of database) {
    print(`  ${difference.kind} ${difference.name}: ${differenceWords(difference)}`)
    print(`    ${difference.mend.replaceAll('\n', '\n    ')}`)
  }
  for (const { statement, reason } of refused) {
    print(`  ${statement.split('\n')[0] ?? ''}`)
    print(`    would fail: ${reason}`)
  }
}
