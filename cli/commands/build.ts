import { z } from 'zod'
import { defineCommand } from '../command'
import { refuseDeclarations, refuseJsEndings } from '../load/declaration-problems'
import { runNext } from '../serve/next-process'

export const build = defineCommand({
  name: 'build',
  summary: 'Build the production server. Needs no database and no secret.',
  flags: z.object({}),
  async run(_, context) {
    refuseJsEndings(context)
    await refuseDeclarations(context)
    return runNext(context, ['build'], { NODE_ENV: 'production' })
  },
})
