import { randomUUID } from 'node:crypto'
import { adminForm } from '@/admin'
import * as server from '@/admin/server'
import type { ListPage } from '../pages/shapes/list'
import type { AdminContext } from '../site/context'
import { books } from '../testing/kit/library'
import type { Admin } from '../site/site'

/** A row of `books`, as a call of the matrix names it. */
export interface Target {
  readonly key: string
  readonly title: string
  /** Its present version. */
  readonly version: string
  readonly branch: string
  /** An entry of the audit log with an earlier title of it. */
  readonly entry: string
  /** The entry with which another row of the same branch was deleted. */
  readonly deleted: string
}

/** What a call needs: a verb of the table, to view the tables that it refers to, or to be a superuser. */
export type Need = 'view' | 'add' | 'change' | 'delete' | 'export' | 'reveal' | 'links' | 'superuser'

export interface Cells {
  /** All of them, or the call is refused as forbidden. */
  readonly needs: readonly Need[]
  /** What changing data needs besides. Absent for calls that change nothing. */
  readonly changes?: readonly Need[]
  /** Whether the result contains the title of a row that the actor may view. */
  readonly shows?: true
  readonly call: (ctx: AdminContext, admin: Admin, at: Target) => unknown
}

const typed = ({ title, version }: Target): [string, string][] => [
  ['title', 'Intruder'],
  ['~version', version],
  ['~base', JSON.stringify({ title })],
]
const formOf = (at: Target) => server.postedForm(typed(at))
const ofRow = (at: Target): [string, string][] => typed(at).map(([name, value]) => [`${at.key}.${name}`, value])
const added = ({ branch }: Target): [string, string][] => [
  ['branch_id', branch],
  ['title', 'Intruder'],
  ['copies', '1'],
  ['status', 'ordered'],
  ['added_at', '2026-01-01 00:00:00+00'],
  ['~base', '{}'],
]
const wanted = ({ key, entry }: Target) => ({ key, id: entry, columns: ['title'] })
const chosen = { password: 'a-fine-password', repeat: 'a-fine-password' }
const power = { isStaff: true, isSuperuser: true, groupIds: [] }
const intruder = { email: 'i@example.org', name: '', entry: 'password', ...power, ...chosen } as const
const query = { sql: 'select title from books', parameters: [], ms: 0, rows: 1, failed: null }
const published: [string, string][] = [['~action', 'publish']]
const opened = ({ key }: Target) => ({ row: key, typed: new Map<string, string>() })
const seek = { column: 'author_id', search: '', siblings: new Map<string, string>() }

const titleForm = adminForm(books, { as: 'user', fields: ['title', 'branchId', 'copies', 'status', 'addedAt'] })

/** Exported functions that read or write rows of a table, called so as to reach a row. */
const ofTables: Readonly<Record<string, Cells>> = {
  listPage: { needs: ['view'], shows: true, call: (ctx, admin) => server.listPage(ctx, admin, []) },
  addPage: { needs: ['add'], call: (ctx, admin) => server.addPage(ctx, admin, { list: '', prefill: [] }) },
  changePage: {
    needs: ['view'],
    shows: true,
    call: (ctx, admin, { key }) => server.changePage(ctx, admin, { key, list: '' }),
  },
  tabPage: {
    needs: ['view'],
    call: (ctx, admin, { key }) => server.tabPage(ctx, admin, { key, name: 'slip', list: '' }),
  },
  peekPage: { needs: ['view'], shows: true, call: (ctx, admin, { key }) => server.peekPage(ctx, admin, { key }) },
  stepPage: {
    needs: ['view'],
    call: (ctx, admin, { key }) => server.stepPage(ctx, admin, { key, list: '', step: 'next' }),
  },
  neighbourBlocks: { needs: ['view'], call: (ctx, admin, { key }) => server.neighbourBlocks(ctx, admin, { key }) },
  draftedList: {
    needs: ['view'],
    shows: true,
    call: (ctx, admin) => server.draftedList(ctx, admin, { parameters: [], draft: null, run: null }),
  },
  listOpening: { needs: ['view'], call: (ctx, admin) => server.listOpening(ctx, admin, []) },
  viewCounts: { needs: ['view'], call: (ctx, admin) => server.viewCounts(ctx, admin) },
  filterForm: { needs: ['view'], call: (ctx, admin) => server.filterForm(ctx, admin, [['~line', 'title x']]) },
  filtersBeyond: { needs: ['view'], call: (ctx, admin) => server.filtersBeyond(ctx, admin, 'author') },
  lineSuggestions: { needs: ['view'], call: (ctx, admin) => server.lineSuggestions(ctx, admin, '') },
  facetPage: {
    needs: ['view'],
    call: (ctx, admin) => server.facetPage(ctx, admin, { name: 'status', parameters: [] }),
  },
  groupRows: { needs: ['view'], shows: true, call: (ctx, admin) => server.groupRows(ctx, admin, '') },
  exportPage: { needs: ['export'], call: (ctx, admin) => server.exportPage(ctx, admin, '') },
  totalsPage: {
    needs: ['view'],
    call: (ctx, admin) => server.totalsPage(ctx, admin, { parameters: [['totals', 'title.distinct']] }),
  },
  lookup: { needs: ['view', 'links'], call: (ctx, admin) => server.lookup(ctx, admin, seek) },
  formLookup: {
    needs: ['view', 'links'],
    call: (ctx, admin, { key }) => server.formLookup(ctx, admin, { ...seek, row: key, typed: new Map() }),
  },
  openTableForm: {
    needs: ['change'],
    shows: true,
    call: (ctx, _, { key }) => server.openTableForm(ctx, titleForm, { key }),
  },
  postTableForm: {
    needs: ['add'],
    changes: ['links'],
    call: (ctx, _, at) => server.postTableForm(ctx, titleForm, { entries: added(at) }),
  },
  formConditions: { needs: ['change'], call: (ctx, admin, at) => server.formConditions(ctx, admin, opened(at)) },
  fieldChecks: { needs: ['change'], call: (ctx, admin, at) => server.fieldChecks(ctx, admin, opened(at)) },
  cellPage: {
    needs: ['change'],
    shows: true,
    call: (ctx, admin, { key }) => server.cellPage(ctx, admin, { key, column: 'title' }),
  },
  postCell: {
    needs: ['change'],
    changes: [],
    call: (ctx, admin, at) =>
      server.postCell(ctx, admin, { key: at.key, entries: [['~column', 'title'], ...typed(at)] }),
  },
  postRows: { needs: ['change'], changes: [], call: (ctx, admin, at) => server.postRows(ctx, admin, ofRow(at)) },
  listInputs: {
    needs: ['change'],
    call: (ctx, admin, { key, title }) =>
      server.listInputs(ctx, admin, {
        columns: [{ name: 'title', edit: 'direct' }],
        rows: [[key, title, title]],
      } as unknown as ListPage),
  },
  fillPage: {
    needs: ['change'],
    shows: true,
    call: (ctx, admin, { key }) =>
      server.fillPage(ctx, admin, [
        ['~column', 'title'],
        ['key', key],
        ['text', 'Intruder'],
      ]),
  },
  historyPage: {
    needs: ['view'],
    shows: true,
    call: (ctx, admin, { key }) => server.historyPage(ctx, admin, { key, before: null }),
  },
  restoreRowPage: { needs: ['view'], call: (ctx, admin, { key }) => server.restoreRowPage(ctx, admin, key) },
  postRestoreRow: {
    needs: ['view'],
    call: (ctx, admin, { key }) => server.postRestoreRow(ctx, admin, { key, entries: [] }),
  },
  trashPage: { needs: ['view'], call: (ctx, admin) => server.trashPage(ctx, admin, []) },
  restorePage: { needs: ['view'], call: (ctx, admin, { deleted }) => server.restorePage(ctx, admin, [deleted]) },
  postRestore: {
    needs: ['view'],
    changes: ['add'],
    call: async (ctx, admin, { deleted }) => {
      const { seal } = await server.restorePage(ctx, admin, [deleted])
      return server.postRestore(ctx, admin, { ids: [deleted], entries: [['~seal', seal]] })
    },
  },
  pastRowPage: {
    needs: ['view'],
    shows: true,
    call: (ctx, admin, { key, entry }) => server.pastRowPage(ctx, admin, { key, id: entry }),
  },
  putBackPage: {
    needs: ['view'],
    shows: true,
    call: (ctx, admin, at) => server.putBackPage(ctx, admin, wanted(at)),
  },
  postPutBack: {
    needs: ['view'],
    changes: ['change'],
    call: async (ctx, admin, at) => {
      const { seal } = await server.putBackPage(ctx, admin, wanted(at))
      return server.postPutBack(ctx, admin, { wanted: wanted(at), entries: [['~seal', seal]] })
    },
  },
  addRecord: {
    needs: ['add'],
    changes: ['links'],
    call: (ctx, admin, at) => server.addRecord(ctx, admin, server.postedForm(added(at))),
  },
  changeRecord: {
    needs: ['change'],
    changes: [],
    call: (ctx, admin, at) => server.changeRecord(ctx, admin, { key: at.key, form: formOf(at) }),
  },
  deletePage: {
    needs: ['delete'],
    call: (ctx, admin, { key }) => server.deletePage(ctx, admin, { kind: 'keys', keys: [key] }),
  },
  deleteRecords: {
    needs: ['delete'],
    changes: [],
    call: (ctx, admin, { key }) =>
      server.deleteRecords(ctx, admin, { selection: { kind: 'keys', keys: [key] }, agreed: 1 }),
  },
  postRecord: {
    needs: ['change'],
    changes: [],
    call: (ctx, admin, at) => server.postRecord(ctx, admin, { key: at.key, entries: typed(at) }),
  },
  postDelete: {
    needs: ['delete'],
    changes: [],
    call: (ctx, admin, { key }) => server.postDelete(ctx, admin, { key, entries: [['~total', '1']] }),
  },
  postList: {
    needs: ['change'],
    changes: [],
    call: (ctx, admin, { key }) => server.postList(ctx, admin, [...published, ['key', key]]),
  },
  runAction: {
    needs: ['change'],
    changes: [],
    call: (ctx, admin, { key }) =>
      server.runAction(ctx, admin, { name: 'publish', selection: { kind: 'keys', keys: [key] } }),
  },
  postRecordAction: {
    needs: ['change'],
    changes: [],
    call: (ctx, admin, { key }) => server.postRecordAction(ctx, admin, { key, entries: published }),
  },
  revealValue: {
    needs: ['view', 'reveal'],
    changes: [],
    call: (ctx, admin, { key }) => server.revealValue(ctx, admin, { key, column: 'notes' }),
  },
  wholeValue: {
    needs: ['view'],
    shows: true,
    call: (ctx, admin, { key }) => server.wholeValue(ctx, admin, { key, column: 'title' }),
  },
  openFile: {
    needs: ['view'],
    call: (ctx, admin, { key }) => server.openFile(ctx, admin, { key, column: 'title' }),
  },
  pastValue: {
    needs: ['view'],
    call: (ctx, admin, { key, entry }) => server.pastValue(ctx, admin, { key, column: 'title', entry, side: 'before' }),
  },
  exportCsv: { needs: ['view', 'export'], shows: true, call: (ctx, admin) => server.exportCsv(ctx, admin, []) },
}

/** Exported functions that are for administrators of the site, whatever tables somebody else may use. */
const ofSite: Readonly<Record<string, Cells['call']>> = {
  actAsPage: (ctx) => server.actAsPage(ctx, randomUUID()),
  startActing: (ctx) => server.startActing(ctx, { userId: randomUUID(), mode: 'act', session: '' }),
  endWait: (ctx) => server.endWait(ctx, randomUUID()),
  securityPage: (ctx) => server.securityPage(ctx, []),
  permissionsPage: (ctx) => server.permissionsPage(ctx, { kind: 'user', id: ctx.actor.id }),
  neededBy: (ctx) => server.neededBy(ctx, { kind: 'user', id: ctx.actor.id }, { permissions: [], groupIds: [] }),
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
  planLines: (ctx) => server.planLines(ctx, query),
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

/** Those of them that need nothing to be there before. */
const changing = new Set(['recordMigrations', 'addAccount'])

/** Every exported function that has to refuse somebody. */
export const guarded: Readonly<Record<string, Cells>> = {
  ...ofTables,
  ...Object.fromEntries(
    Object.entries(ofSite).map(([name, call]): [string, Cells] => [
      name,
      { needs: ['superuser'], call, ...(changing.has(name) ? { changes: [] } : {}) },
    ]),
  ),
}
