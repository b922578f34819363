import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { defineCommand } from '../command'

export const version = defineCommand({
  name: 'version',
  summary: 'Print the versions of Brolly, Node.js and PostgreSQL.',
  flags: z.object({ json: z.boolean().default(false).describe('print JSON') }),
  async run({ json }, { terminal }) {
    const versions = {
      brolly: versionIn(path.resolve(import.meta.dirname, '../..')),
      node: process.versions.node,
      next: versionIn(packageFolder('next')),
      'drizzle-orm': versionIn(packageFolder('drizzle-orm')),
    }
    if (json) return terminal.print(JSON.stringify(versions))
    for (const [name, number] of Object.entries(versions)) terminal.print(`${name} ${number}`)
  },
})

function packageFolder(name: string): string {
  return path.resolve(import.meta.dirname, '../../node_modules', name)
}

function versionIn(folder: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')))
  return version
}
