import { once } from 'node:events'
import { start } from 'node:repl'
import vm from 'node:vm'
import { z } from 'zod'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'
import { engineContext } from '../load/load-engine'
import { loadSchema } from '../load/load-schema'

export const shell = defineCommand({
  name: 'shell',
  summary: 'Open a JavaScript prompt with the schema, the database and the engine loaded.',
  details:
    'Available: db, ctx, site, admin(path), schema, each table by name, the exports of drizzle-orm (eq, sql, …), engine.\nTop-level await works: await db.select().from(products).limit(3)',
  flags: z.object({ command: z.string().optional().describe('run this code, print the result and exit') }),
  async run({ command }, context) {
    const engine = await import('@/admin/server')
    const drizzle = await import('drizzle-orm')
    const schema = await loadSchema(context.root)
    await withDatabase(context, async (db) => {
      const ctx = await engineContext(context.root, db)
      const { site } = ctx
      const values = {
        ...drizzle,
        ...schema,
        schema,
        db,
        ctx,
        site,
        engine,
        admin: (path: string) => site.byPath(path),
      }
      if (command !== undefined) return runOnce(command, values)
      context.terminal.print(
        'db, ctx, site, admin(path), schema and its tables, drizzle-orm, engine. Type .exit to quit',
      )
      const repl = start({ prompt: 'brolly> ' })
      Object.assign(repl.context, values)
      await once(repl, 'exit')
    })
  },
})

/** Runs an expression and prints its value; anything else runs as the body of a function. */
async function runOnce(command: string, values: Record<string, unknown>): Promise<void> {
  const scope = vm.createContext({ ...values, console, process, Buffer, URL, setTimeout })
  const value: unknown = await vm.runInContext(wrapped(command), scope, { filename: 'shell' })
  if (value !== undefined) console.log(value)
}

function wrapped(command: string): string {
  const expression = `(async () => (${command}\n))()`
  return isScript(expression) ? expression : `(async () => {${command}\n})()`
}

function isScript(text: string): boolean {
  try {
    vm.compileFunction(text)
    return true
  } catch {
    return false
  }
}
