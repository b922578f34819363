import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Rows that the actors of a test may not touch, as the database has them. */
export interface Victims {
  product: string
  customer: string
  /** An account. */
  user: string
  /** An entry of the audit log, and the request in which it was written. */
  entry: string
  request: string
}

/** The form that is posted, where an argument is one. */
export const form = Symbol('form')

export interface ActionCall {
  /** What comes before the form, and what has the previous state of the page. */
  args: (victims: Victims) => readonly unknown[]
  entries: (victims: Victims) => readonly (readonly [string, string])[]
}

const password = 'a-stolen-password-1'
const record: readonly (readonly [string, string])[] = [
  ['name', 'Intruder'],
  ['email', 'intruder@example.org'],
  ['is_superuser', 'true'],
  ['~version', '1'],
  ['~base', '{}'],
]
const none = () => []
const state = {}
const onCustomer =
  (...rest: unknown[]) =>
  ({ customer }: Victims) => [{ table: 'customers', key: customer }, ...rest]
const onUser =
  (...rest: unknown[]) =>
  ({ user }: Victims) => [user, ...rest]
const own = (...args: unknown[]): ActionCall => ({ args: () => args, entries: () => record })

/**
 * How each server action is called to reach rows of others. Actions of an account and of visitors have nothing to name others by:
 * they are called with what they do not expect.
 */
export const actionCalls: Readonly<Record<string, ActionCall>> = {
  saveRecord: { args: onCustomer(state, form), entries: () => record },
  deleteRecord: { args: onCustomer(state, form), entries: () => [['~total', '1']] },
  runRecordAction: { args: onCustomer(state, form), entries: () => [['~action', 'delete']] },
  runListAction: {
    args: () => ['products', state, form],
    entries: ({ product }) => [
      ['~action', 'archive'],
      ['key', product],
      [`${product}.name`, 'Intruder'],
      ['~total', '1'],
    ],
  },
  saveCell: {
    args: ({ product }) => [{ table: 'products', key: product }, form],
    entries: () => [['~column', 'name'], ...record],
  },
  fillCells: {
    args: () => ['products', form],
    entries: ({ product }) => [
      ['~column', 'name'],
      ['key', product],
      ['text', 'Intruder'],
      ['~agreed', '1'],
      [`${product}.name`, 'Intruder'],
    ],
  },
  undoChange: { args: ({ request }) => [request, state, form], entries: none },
  undoActivity: { args: () => ['table=customers', state, form], entries: none },
  putBack: {
    args: ({ customer, entry }) => [{ table: 'customers', key: customer, id: entry, columns: ['name'] }, state, form],
    entries: none,
  },
  restoreDeleted: {
    args: ({ entry }) => [{ table: 'customers', ids: [entry] }, state, form],
    entries: none,
  },
  restoreRow: { args: onCustomer(state, form), entries: none },
  setUserPassword: {
    args: onUser(state, form),
    entries: () => [
      ['password', password],
      ['repeat', password],
    ],
  },
  setPermissions: {
    args: ({ user }) => [{ kind: 'user', id: user }, state, form],
    entries: () => [['grants', 'customers.view']],
  },
  setPermissionMatrix: { args: () => [state, form], entries: () => record },
  removeFactors: { args: onUser(), entries: none },
  startActingAs: { args: onUser(state, form), entries: () => [['mode', 'act']] },
  stopActingAs: { args: none, entries: none },
  endSessionsOf: { args: onUser(form), entries: none },
  allowLogIn: { args: onUser(), entries: none },
  sendInvitation: { args: onUser(state, form), entries: none },
  saveNewAccount: {
    args: () => [state, form],
    entries: () => [
      ['email', 'intruder@example.org'],
      ['entry', 'password'],
      ['password', password],
      ['repeat', password],
      ['staff', 'on'],
      ['superuser', 'on'],
    ],
  },
  runMigrations: { args: () => [null, state, form], entries: () => record },
  changeListViews: { args: () => ['products', form], entries: ({ user }) => [['view', user]] },
  changeListView: {
    args: ({ user }) => [{ table: 'products', key: user }, state, form],
    entries: () => [
      ['name', 'Theirs'],
      ['audience', 'all'],
    ],
  },
  removeLostView: { args: () => [form], entries: ({ user }) => [['view', user]] },
  saveListView: {
    args: () => ['customers', state, form],
    entries: () => [
      ['name', 'intruder'],
      ['query', 'columns=name,no_such_column'],
      ['audience', 'all'],
    ],
  },
  removeToken: { args: () => [form], entries: () => [['token', '0000000000000000']] },
  addToken: {
    args: () => [state, form],
    entries: () => [
      ['name', 'intruder'],
      ['days', '1'],
      ['grants', 'customers.view'],
    ],
  },
  endOwnSessions: { args: () => [form], entries: ({ user }) => [['session', user]] },
  disconnect: { args: ({ user }) => ['site', user], entries: none },
  removeFactor: own('site', 'somebody-elses'),
  setOwnPassword: own(state, form),
  saveProfile: own('site', state, form),
  setOwnPasswordOnSite: own(state, form),
  askFirstPassword: own('site'),
  askNewEmail: own('site', state, form),
  confirmNewEmail: own('site'),
  cancelNewEmail: own('site'),
  addApp: own('site', state, form),
  newRecoveryCodes: own('site'),
  nameFactor: own({ side: 'site', passkey: 'somebody-elses' }, state, form),
  removePassword: own('site'),
  confirm: own({ side: 'site', next: '//evil.example.org' }, state, form),
  beginPasskey: own('site'),
  savePasskey: own('site', state, form),
  beginConfirm: own('site'),
  confirmByPasskey: own({ side: 'site', next: '' }, state, form),
  beginSecondStep: own('site'),
  secondStepByPasskey: own({ side: 'site', next: '' }, state, form),
  beginLogin: own(),
  loginByPasskey: own({ side: 'admin', next: '' }, state, form),
  loginWithCode: own('admin', state, form),
  login: own(state, form),
  loginToSite: own(state, form),
  askReset: own('site', state, form),
  askRegistration: own(state, form),
  join: own('registration', state, form),
  setResetPassword: own('site', state, form),
  askForOrder: own(state, form),
  subscribe: own(state, form),
  // They end the session, so they come last.
  logInAnew: own('site'),
  logout: own(),
  logoutOfSite: own(),
}

/** The server actions of the build, by their names, with the ids under which anybody can call them. */
export function builtActions(): Map<string, string> {
  const file = path.join(process.env.BROLLY_DIST_DIR || '.next', 'server', 'server-reference-manifest.json')
  // Written by Next.js.
  const { node } = JSON.parse(readFileSync(file, 'utf8')) as { node: Record<string, { exportedName: string }> }
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]))
}

/** The body that React sends for these arguments. */
export function bodyOf(args: readonly unknown[], entries: readonly (readonly [string, string])[]): FormData {
  const body = new FormData()
  // The header of a part cannot hold NUL: Next.js refuses such a body before any action sees it.
  for (const [name, value] of entries) body.append(`_1_${name.replaceAll('\0', '')}`, value)
  body.append('0', JSON.stringify(args.map((argument) => (argument === form ? '$K1' : argument))))
  return body
}
