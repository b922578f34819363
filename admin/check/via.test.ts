import { expect, test } from 'vitest'
import { defineAdmin } from '@/admin'
import { defineSite } from '../accounts/define-site'
import { authors, books, librarySchema, loans, members } from '../testing/kit/library'
import { checkDeclarations } from './declarations'

test('a relation whose rules apply exists and leads to no circle; rows below rows with rules have some too', () => {
  const ruled = defineAdmin(books, { permissions: { view: () => true, via: 'authorId' } })
  const admins = [
    ruled,
    defineAdmin(loans, { permissions: { via: 'copy' } }),
    defineAdmin(members, { permissions: { via: 'broughtBy' } }),
    defineAdmin(authors, { permissions: { via: 'nmae' } } as never),
  ]
  const problems = checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins }))
  expect(problems.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.W011 book_tags: permissions',
    'brolly.E040 loans: permissions.via',
    'brolly.E040 members: permissions.via',
    'brolly.E040 authors: permissions.via',
  ])
  expect(problems[0]?.hint).toBe(
    "Declare permissions: { via: 'book' }, or view: () => true if every row may be viewed.",
  )
  expect(problems[2]?.message).toContain("leads in a circle, through 'members'")
})
