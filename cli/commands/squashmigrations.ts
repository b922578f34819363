import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { userFolder } from '@/migrate/files/folders'
import { withDependencies } from '../output/accept-findings'
import { defineCommand } from '../command'
import { answerFlags, answersFrom } from '../output/migration-answers'

export const squashmigrations = defineCommand({
  name: 'squashmigrations',
  summary: 'Replace several migrations with one.',
  details:
    'With one name: from the first migration to it. With two: from the first name to the second.\nA database that has applied all of them counts it as applied; one that has applied none runs it.',
  arguments: {
    '<to>': 'the last migration to squash; if two are given, the first',
    '[last]': 'the last migration to squash',
  },
  flags: z.object({
    name: z.string().optional().describe('description used in the file name'),
    ...answerFlags,
    json: z.boolean().default(false).describe('print the result as JSON'),
  }),
  async run(given, context, [first = '', second]) {
    const { terminal } = context
    const { folder } = userFolder()
    const range = second === undefined ? { to: first } : { from: first, to: second }
    const answers = answersFrom(given, terminal)
    const { squashMigrations, writeSquashed } = await import('@/migrate/rewrite/squash')
    const made = await withDependencies(context, (askDependencies) =>
      squashMigrations({ folder, ...range, name: given.name, answers, askDependencies }),
    )
    const unused = answers.unused()
    if (unused.length > 0) throw new AdminError('INVALID', `No question matches ${unused.join(', ')}.`)
    if (given.input) {
      if (!terminal.interactive) throw new AdminError('INVALID', 'No terminal to ask on. Add --no-input to go ahead.')
      terminal.print(`This replaces ${made.replaces.join(', ')} with drizzle/${made.name}.sql.`)
      if (!(await terminal.confirm('Continue?'))) throw new AdminError('INVALID', 'Nothing was changed.')
    }
    writeSquashed(folder, made)
    const { name, replaces, statements } = made
    if (given.json) terminal.print(JSON.stringify({ name, replaces, statements }))
    else terminal.print(`Wrote drizzle/${name}.sql to replace ${replaces.length} migrations.`)
  },
})
