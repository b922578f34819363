import { z } from 'zod'
import { defineCommand } from '../command'
import { runNext } from '../next-process'

export const build = defineCommand({
  name: 'build',
  summary: 'Build the production server. Needs no database and no secret.',
  flags: z.object({}),
  run: async (_, context) => runNext(context, ['build'], { NODE_ENV: 'production' }),
})
