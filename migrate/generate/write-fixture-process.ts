import path from 'node:path'
import { writeTogether } from './write-together'

/** Writes the same number into several files repeatedly, for a test that kills it. */
const { FOLDER: folder = '' } = process.env
for (let turn = 1; ; turn++) {
  const text = String(turn)
  const files = { 'a.sql': text, 'b.sql': text, [path.join('meta', '_journal.json')]: text }
  writeTogether(folder, { files, remove: turn % 2 === 0 ? ['c.sql'] : [] })
  console.log(text)
}
