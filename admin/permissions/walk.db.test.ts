import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import * as server from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books, branches } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import type { ListPage } from '../pages/shapes/list'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { withoutActor } from './walk-fixture'

const actions = [{ name: 'publish', label: 'Publish', permission: 'change' as const, run: async () => 'done' }]
const publish = defineAdmin(books, { actions, personal: { notes: 'text' } })
/** Only the row above it hides the first book. */
const belowBranch = [
  defineAdmin(branches, { permissions: { view: (_, t) => eq(t.id, 2) } }),
  defineAdmin(books, { actions, personal: { notes: 'text' }, permissions: { via: 'branchId' } }),
]

const form = server.postedForm([
  ['title', 'Intruder'],
  ['~version', '1'],
  ['~base', '{}'],
])

const chosen = { password: 'a-fine-password', repeat: 'a-fine-password' }
const power = { isStaff: true, isSuperuser: true, groupIds: [] }
const intruder = { email: 'i@example.org', name: '', entry: 'password', ...power, ...chosen } as const
type Call = (ctx: AdminContext, admin: Admin) => unknown

/** Exported functions that read or write user rows for an actor, called so as to reach a row. */
const guarded: Record<string, Call> = {
  listPage: (ctx, admin) => server.listPage(ctx, admin, []),
  addPage: (ctx, admin) => server.addPage(ctx, admin, { list: '', prefill: [] }),
  changePage: (ctx, admin) => server.changePage(ctx, admin, { key: '1', list: '' }),
  tabPage: (ctx, admin) => server.tabPage(ctx, admin, { key: '1', name: 'slip', list: '' }),
  peekPage: (ctx, admin) => server.peekPage(ctx, admin, { key: '1' }),
  stepPage: (ctx, admin) => server.stepPage(ctx, admin, { key: '1', list: '', step: 'next' }),
  neighbourBlocks: (ctx, admin) => server.neighbourBlocks(ctx, admin, { key: '1' }),
  lookup: (ctx, admin) => server.lookup(ctx, admin, { column: 'author_id', search: '', siblings: new Map() }),
  formLookup: (ctx, admin) =>
    server.formLookup(ctx, admin, {
      column: 'author_id',
      search: '',
      siblings: new Map(),
      row: '1',
      typed: new Map(),
    }),
  cellPage: (ctx, admin) => server.cellPage(ctx, admin, { key: '1', column: 'title' }),
  postCell: (ctx, admin) => server.postCell(ctx, admin, { key: '1', entries: [['~column', 'title'], ...form] }),
  postRows: (ctx, admin) =>
    server.postRows(ctx, admin, [
      ['1.title', 'Intruder'],
      ['1.~version', '1'],
      ['1.~base', '{}'],
    ]),
  listInputs: (ctx, admin) =>
    server.listInputs(ctx, admin, {
      columns: [{ name: 'title', edit: 'direct' }],
      rows: [['1', 'Engines', 'Engines']],
    } as unknown as ListPage),
  fillPage: (ctx, admin) =>
    server.fillPage(ctx, admin, [
      ['~column', 'title'],
      ['key', '1'],
      ['text', 'Intruder'],
    ]),
  historyPage: (ctx, admin) => server.historyPage(ctx, admin, { key: '1', before: null }),
  restoreRowPage: (ctx, admin) => server.restoreRowPage(ctx, admin, '1'),
  postRestoreRow: (ctx, admin) => server.postRestoreRow(ctx, admin, { key: '1', entries: [] }),
  trashPage: (ctx, admin) => server.trashPage(ctx, admin, []),
  restorePage: (ctx, admin) => server.restorePage(ctx, admin, ['1']),
  postRestore: (ctx, admin) => server.postRestore(ctx, admin, { ids: ['1'], entries: [] }),
  pastRowPage: (ctx, admin) => server.pastRowPage(ctx, admin, { key: '1', id: '1' }),
  putBackPage: (ctx, admin) => server.putBackPage(ctx, admin, { key: '1', id: '1', columns: ['title'] }),
  postPutBack: (ctx, admin) =>
    server.postPutBack(ctx, admin, { wanted: { key: '1', id: '1', columns: ['title'] }, entries: [] }),
  addRecord: (ctx, admin) => server.addRecord(ctx, admin, form),
  changeRecord: (ctx, admin) => server.changeRecord(ctx, admin, { key: '1', form }),
  deletePage: (ctx, admin) => server.deletePage(ctx, admin, { kind: 'keys', keys: ['1'] }),
  deleteRecords: (ctx, admin) =>
    server.deleteRecords(ctx, admin, { selection: { kind: 'all', parameters: [] }, agreed: 4 }),
  postRecord: (ctx, admin) => server.postRecord(ctx, admin, { key: '1', entries: [...form] }),
  postDelete: (ctx, admin) => server.postDelete(ctx, admin, { key: '1', entries: [['~total', '1']] }),
  postList: (ctx, admin) =>
    server.postList(ctx, admin, [
      ['~action', 'publish'],
      ['key', '1'],
    ]),
  runAction: (ctx, admin) =>
    server.runAction(ctx, admin, { name: 'publish', selection: { kind: 'keys', keys: ['1'] } }),
  postRecordAction: (ctx, admin) =>
    server.postRecordAction(ctx, admin, { key: '1', entries: [['~action', 'publish']] }),
  revealValue: (ctx, admin) => server.revealValue(ctx, admin, { key: '1', column: 'notes' }),
  wholeValue: (ctx, admin) => server.wholeValue(ctx, admin, { key: '1', column: 'title' }),
  pastValue: (ctx, admin) => server.pastValue(ctx, admin, { key: '1', column: 'title', entry: '1', side: 'before' }),
  exportCsv: (ctx, admin) => server.exportCsv(ctx, admin, []),
  actAsPage: (ctx) => server.actAsPage(ctx, ctx.actor.id),
  startActing: (ctx) => server.startActing(ctx, { userId: ctx.actor.id, mode: 'act', session: '' }),
  endWait: (ctx) => server.endWait(ctx, ctx.actor.id),
  securityPage: (ctx) => server.securityPage(ctx, []),
  permissionsPage: (ctx) => server.permissionsPage(ctx, { kind: 'user', id: ctx.actor.id }),
  savePermissions: (ctx) =>
    server.savePermissions(
      ctx,
      { kind: 'user', id: ctx.actor.id },
      { permissions: ['books.view', 'brolly.users.change'], groupIds: [] },
    ),
  whyPage: (ctx) => server.whyPage(ctx, [['table', 'books']]),
  permissionMatrix: (ctx) => server.permissionMatrix(ctx, 1),
  reviewMatrix: (ctx) => server.reviewMatrix(ctx, { groupIds: [randomUUID()], granted: [], bases: [] }),
  saveMatrix: (ctx) => server.saveMatrix(ctx, { groupIds: [randomUUID()], granted: [], bases: [] }),
  recordMigrations: (ctx) =>
    server.recordMigrations(ctx, [{ folder: 'drizzle', name: '0001_intruder', action: 'revert' }]),
  planLines: (ctx) =>
    server.planLines(ctx, { sql: 'select title from books', parameters: [], ms: 0, rows: 1, failed: null }),
  addAccountPage: (ctx) => server.addAccountPage(ctx),
  addAccount: (ctx) => server.addAccount(ctx, intruder),
  invitationPage: (ctx) => server.invitationPage(ctx, randomUUID()),
  invite: (ctx) => server.invite(ctx, randomUUID()),
  factorsPage: (ctx) => server.factorsPage(ctx, randomUUID()),
  removeFactorsOf: (ctx) => server.removeFactorsOf(ctx, randomUUID()),
  membersPage: (ctx) => server.membersPage(ctx, randomUUID()),
  mailboxPage: (ctx) => server.mailboxPage(ctx),
  passwordPage: (ctx) => server.passwordPage(ctx, randomUUID()),
  setPasswordOf: (ctx) => server.setPasswordOf(ctx, randomUUID(), chosen),
}

/** Respond to every actor, with what that actor may view; this is tested below and elsewhere. */
const ownMeasure = [
  'cancelPlan',
  'activityPage',
  'undoPage',
  'undoActivityPage',
  'postUndoActivity',
  'postUndo',
  'indexPage',
  'searchPage',
  'shellOf',
  'changeOwnPassword',
  'requestEmailChange',
  'requestFirstPassword',
  'sessionsPage',
  'tokensPage',
  'ownIdentities',
  'unlinkIdentity',
  'makeToken',
  'revokeToken',
  'endSessions',
  'requireOwnPassword',
  'requireFresh',
  'confirmIdentity',
  'confirmWithPasskey',
  'addPasskey',
  'newPasskey',
  'addAuthenticator',
  'newAuthenticator',
  'sameAuthenticator',
  'removeOwnFactor',
  'renewRecoveryCodes',
  'isGranted',
  'mayAct',
]

test('every export of the door is known to this test', () => {
  const known = [...Object.keys(guarded), ...ownMeasure, ...withoutActor]

  expect(Object.keys(server).toSorted()).toEqual(known.toSorted())
})

describe.each(Object.entries(guarded))('%s', (_, call) => {
  test('SEC-045: refuses who has no grants', async ({ as, client }) => {
    const ctx = as({ grants: [], admins: [publish] })
    const before = await checksum(client)

    await expect((async () => call(ctx, adminOf(ctx, 'books')))()).rejects.toMatchObject({ code: 'FORBIDDEN' })

    expect(await checksum(client)).toEqual(before)
  })

  test('SEC-057: refuses who has every grant of another table', async ({ as }) => {
    const grants = ['view', 'add', 'change', 'delete'].map((verb) => `tags.${verb}`)
    const ctx = as({ grants, admins: [publish] })

    await expect((async () => call(ctx, adminOf(ctx, 'books')))()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('SEC-049: neither shows nor changes a row that only the row above it hides', async ({ as, client }) => {
    const ctx = as({ admins: belowBranch })
    await client`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes)
      values ('x', 'books', '1', 'Engines', 'change', '{"title": ["Engine", "Engines"]}')`
    const before = await checksum(client, 1)
    expect(await collected(async () => call(ctx, adminOf(ctx, 'books')))).not.toContain('Engine')
    expect(await checksum(client, 1)).toEqual(before)
  })
})

async function allOf(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const one of stream) all.push(one)
  return all
}

/** The result of a call as text; of a generator, all that it yields. */
async function collected(call: () => Promise<unknown>): Promise<string> {
  try {
    const result = await call()
    const isStream = typeof result === 'object' && result !== null && Symbol.asyncIterator in result
    return JSON.stringify(isStream ? await allOf(result as AsyncIterable<unknown>) : (result ?? null))
  } catch (error) {
    return String(error) + JSON.stringify(error)
  }
}

async function checksum(client: { unsafe(text: string): PromiseLike<unknown> }, id: number | null = null) {
  return client.unsafe(
    `select md5(string_agg(t::text, ',' order by id)) as books from books t where id = coalesce(${id}, id)`,
  )
}

test('SEC-045: the index and the navigation of who has no grants are empty', async ({ as }) => {
  const ctx = as({ grants: [] })

  expect(await server.indexPage(ctx)).toEqual({ groups: [], recent: [] })
  expect(server.shellOf(ctx, { environment: null, pendingMigrations: 2 })).toMatchObject({ groups: [], system: [] })
})
