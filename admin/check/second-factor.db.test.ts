import { expect } from 'vitest'
import { checkDatabase, checkDeclarations } from '@/admin/server'
import { defineSite } from '@/admin'
import type { FactorRequirement } from '../site/account-options'
import { librarySchema } from '../testing/kit/library'
import { test } from '../testing/kit/site-test'

const siteWith = (requiredFor: unknown, confirmMinutes?: number) =>
  defineSite({
    title: 'Tests',
    schema: librarySchema,
    // As JavaScript would pass it.
    accounts: { secondFactor: { requiredFor: requiredFor as FactorRequirement }, sessions: { confirmMinutes } },
  })
const problemsOf = (...given: Parameters<typeof siteWith>) =>
  checkDeclarations(siteWith(...given))
    .filter(({ id }) => id === 'brolly.E041')
    .map(({ where }) => where)

test('who must have a second factor, and for how long a session is fresh, is checked', () => {
  for (const right of ['staff', 'everyone', { groups: ['editors'] }, undefined]) expect(problemsOf(right)).toEqual([])
  for (const wrong of ['admins', { groups: [] }, { groups: [1] }, { groups: 'editors' }, true])
    expect(problemsOf(wrong)).toEqual(['admin.config.ts: accounts.secondFactor.requiredFor'])
  for (const minutes of [0, -1, 0.5, Number.NaN])
    expect(problemsOf('staff', minutes)).toEqual(['admin.config.ts: accounts.sessions.confirmMinutes'])
  expect(problemsOf('staff', 5)).toEqual([])
})

test('a required group that does not exist is a warning', async ({ as, client }) => {
  await client`insert into brolly.groups (name) values ('editors')`
  const ctx = { ...as(), site: siteWith({ groups: ['editors', 'edtiors'] }) }

  const found = (await checkDatabase(ctx)).filter(({ id }) => id === 'brolly.W012')

  expect(found.map(({ message }) => message)).toEqual([expect.stringContaining("'edtiors'")])
})
