import { connectDatabase, operatorContext, receiveFile } from '@/admin/server'
import { defineSite } from '@/admin'
import { recordingDatabase } from '../debug/record-queries'
import { addRecord, changeRecord } from '../write/save-record'
import type { FileStore } from './file-store'
import { folderStore } from './folder-store'
import { papersAdmin, papersSchema } from './papers-fixture'

/**
 * Uploads files and saves records with them in a separate process, for tests that kill it. It prints a line for every statement and
 * for every part of a file that is written.
 */
const [url = '', folder = '', rounds = '1'] = process.argv.slice(2)
const client = connectDatabase(url, { max: 1, statementTimeoutMs: 60_000 })
const db = recordingDatabase(client.sql, () => console.log('statement'))
const inFolder = folderStore(folder)

const store: FileStore = {
  ...inFolder,
  async write(key, bytes, about) {
    await inFolder.write(key, telling(bytes), about)
    console.log('written')
  },
}

async function* telling(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    console.log('part')
    yield chunk
  }
}

const site = defineSite({ title: 'Papers', schema: papersSchema, secret: 'papers'.repeat(6), admins: [papersAdmin] })
const ctx = { ...operatorContext(db, site), files: store }
const admin = site.byPath('papers')
if (!admin) throw new Error('The table is missing.')

/** Of several parts, so that there are moments in the middle of it. */
async function upload(name: string): Promise<string> {
  async function* parts() {
    for (let part = 0; part < 3; part++) yield Buffer.from(`${name}, part ${part}. `.repeat(100))
  }
  if (!admin) return ''
  return (await receiveFile(ctx, admin, { column: 'scan', sent: { name, bytes: parts(), size: null } })).value
}

for (let round = 1; round <= Number(rounds); round++) {
  const first = await upload(`first ${round}.txt`)
  const { key } = await addRecord(
    ctx,
    admin,
    new Map([
      ['title', `Paper ${round}`],
      ['scan', first],
    ]),
  )
  const second = await upload(`second ${round}.txt`)
  const [row] = await client.sql<{ version: string }[]>`select xmin::text as version from papers where id = ${key}`
  await changeRecord(ctx, admin, {
    key,
    form: new Map([
      ['~version', row?.version ?? ''],
      ['~base', JSON.stringify({ scan: first })],
      ['scan', second],
    ]),
  })
}
await client.close()
