import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { userFolder } from '@/migrate/files/folders'
import { withDependencies } from '../output/accept-findings'
import { defineCommand } from '../command'
import { answerFlags, answersFrom } from '../output/migration-answers'

export const squashmigrations = defineCommand({
  name: 'squashmigrations',
  summary: 'Put one migration in the place of several.',
  details:
    'With one name: from the first to it. With two: from the one to the other.\nA database that has had all of them counts it as applied, one that has had none runs it.',
  arguments: { '<to>': 'the last one; with a second name, the first', '[last]': 'the last one' },
  flags: z.object({
    name: z.string().optional().describe('what it does, for the name of the file'),
    ...answerFlags,
    json: z.boolean().default(false).describe('print what was made as JSON'),
  }),
  async run(given, context, [one = '', other]) {
    const { terminal } = context
    const { folder } = userFolder()
    const range = other === undefined ? { to: one } : { from: one, to: other }
    const answers = answersFrom(given, terminal)
    const { squashMigrations, writeSquashed } = await import('@/migrate/rewrite/squash')
    const made = await withDependencies(context, (askDependencies) =>
      squashMigrations({ folder, ...range, name: given.name, answers, askDependencies }),
    )
    const unused = answers.unused()
    if (unused.length > 0) throw new AdminError('INVALID', `Nothing was asked that ${unused.join(', ')} answers.`)
    if (given.input) {
      if (!terminal.interactive) throw new AdminError('INVALID', 'Nobody is here to be asked. Add --no-input to do it.')
      terminal.print(`This puts drizzle/${made.name}.sql in the place of ${made.replaces.join(', ')}.`)
      if (!(await terminal.confirm('Go on?'))) throw new AdminError('INVALID', 'Nothing was changed.')
    }
    writeSquashed(folder, made)
    const { name, replaces, statements } = made
    if (given.json) terminal.print(JSON.stringify({ name, replaces, statements }))
    else terminal.print(`Wrote drizzle/${name}.sql in the place of ${replaces.length} migrations.`)
  },
})
