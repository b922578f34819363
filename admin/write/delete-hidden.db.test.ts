import { expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { deletePage } from '@/admin/server'
import { members } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'

/** Mia, who referred Noor. */
const mia = { kind: 'keys' as const, keys: ['00000000-0000-4000-8000-000000000001'] }

test('what a delete clears is named by its label, but not to a user who may not view the column', async ({
  as,
  client,
}) => {
  await client`delete from loans`
  const hidden = defineAdmin(members, { permissions: { fields: { broughtBy: { view: () => false } } } })
  const open = as()
  const closed = as({ admins: [hidden] })

  const shown = await deletePage(open, adminOf(open, 'members'), mia)
  const kept = await deletePage(closed, adminOf(closed, 'members'), mia)

  expect(shown.sentence).toBe('This deletes 1 member, and clears the brought by of 1 member.')
  expect(shown.groups.map(({ through }) => through)).toEqual([null, 'Brought by'])
  expect(kept.sentence).toBe('This deletes 1 member, and clears a reference of 1 member.')
  expect(JSON.stringify(kept)).not.toMatch(/brought/iu)
})
