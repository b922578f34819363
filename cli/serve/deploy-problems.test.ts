import { expect, test } from 'vitest'
import site from '@/admin.config'
import { readEnvironment } from '@/env'
import { folderStore } from '@/admin/server'
import { fileProblems } from './deploy-problems'

const database = { DATABASE_URL: 'postgres://u:p@127.0.0.1/shop' }
const lost =
  'products.picture and products.manual have files: a deployment that replaces the project’s folder loses them.'

test.for([
  [database, 'is not set, and products.picture and products.manual have files: every upload will be refused.'],
  [{}, `is not set, and ${lost}`],
  [{ ...database, BROLLY_FILES: 'uploads' }, `is inside the project, and ${lost}`],
  [{ ...database, BROLLY_FILES: '/srv/shop/..uploads' }, `is inside the project, and ${lost}`],
  [{ ...database, BROLLY_FILES: '../uploads' }, undefined],
  [{ ...database, BROLLY_FILES: '/srv/shop-files' }, undefined],
  [{ ...database, BROLLY_FILES: 's3://bucket/shop' }, undefined],
  [{ BROLLY_DATA_DIR: '/var/lib/brolly' }, undefined],
] as const)('--deploy: with %j, the place of files: %s', ([variables, message]) => {
  const read = readEnvironment(variables)
  if (!read.ok) throw new Error(read.problems.join())
  const found = fileProblems(site, { env: read.env, root: '/srv/shop' })
  expect(found.map((problem) => problem.message)).toEqual(message === undefined ? [] : [message])
  expect(found.every(({ id, level, where }) => `${id} ${level} ${where}` === 'deploy.W013 warning BROLLY_FILES')).toBe(
    true,
  )
})

test('--deploy: a site without fields for files, or with a store of its own, needs no place', () => {
  const read = readEnvironment(database)
  if (!read.ok) throw new Error(read.problems.join())
  const context = { env: read.env, root: '/srv/shop' }
  expect(fileProblems({ ...site, admins: site.admins.filter(({ path }) => path !== 'products') }, context)).toEqual([])
  expect(fileProblems({ ...site, files: folderStore('/srv/files') }, context)).toEqual([])
})
