import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { migrationFolder } from '../files/migration-fixture'
import { finishWriting, isHalfWritten, writeTogether } from './write-together'

test('writes and removes all at once and leaves nothing else', () => {
  const folder = migrationFolder({ '0000_a': 'select 1' })

  writeTogether(folder, { files: { '0001_b.sql': 'b' }, remove: ['0000_a.sql'] })

  expect(readdirSync(folder).toSorted()).toEqual(['0001_b.sql', 'meta'])
})

test('a run that died before it was complete leaves the folder as it was', () => {
  const folder = migrationFolder({})
  mkdirSync(path.join(folder, '.preparing'))
  writeFileSync(path.join(folder, '.preparing', 'a.sql'), 'a')

  finishWriting(folder)

  expect(readdirSync(folder)).toEqual(['meta'])
})

test('a run that died while it moved its files is completed by the next', () => {
  const folder = migrationFolder({ '0000_a': 'select 1' })
  mkdirSync(path.join(folder, '.committed'))
  writeFileSync(path.join(folder, '.committed', '0002_c.sql'), 'c')
  const list = { files: ['0001_b.sql', '0002_c.sql'], remove: ['0000_a.sql'] }
  writeFileSync(path.join(folder, '.committed', 'change.json'), JSON.stringify(list))
  writeFileSync(path.join(folder, '0001_b.sql'), 'moved already')

  expect(isHalfWritten(folder)).toBe(true)
  finishWriting(folder)

  expect(readdirSync(folder).toSorted()).toEqual(['0001_b.sql', '0002_c.sql', 'meta'])
  expect(isHalfWritten(folder)).toBe(false)
})

test('killed at any moment, it has written all of its files or none', async () => {
  const folder = migrationFolder({})
  for (const lines of [1, 3, 8, 13, 21, 34]) {
    await killAfter(lines, folder)
    finishWriting(folder)

    const texts = ['a.sql', 'b.sql', 'meta/_journal.json'].map((file) => readFileSync(path.join(folder, file), 'utf8'))
    expect(new Set(texts).size).toBe(1)
    expect(existsSync(path.join(folder, '.preparing'))).toBe(false)
  }
}, 60_000)

async function killAfter(lines: number, folder: string): Promise<void> {
  const file = path.join(import.meta.dirname, 'write-fixture-process.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', file], { env: { ...process.env, FOLDER: folder } })
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text.split('\n').length - 1
    if (seen >= lines) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  expect(seen).toBeGreaterThanOrEqual(lines)
}
