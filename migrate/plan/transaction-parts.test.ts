import { describe, expect, test } from 'vitest'
import { refuseRoleChange, refuseTransactionControl, transactionParts } from './transaction-parts'

const parts = (statements: string[], noTransaction = false) =>
  transactionParts({ statements, noTransaction }).map((part) => `${part.kind} ${part.from}-${part.to}`)

test.each([
  ['ordinary statements stay together', ['create table a ()', 'create index i on a (b)'], ['transaction 0-2']],
  ['a file without statements has no part', [], []],
  [
    'a concurrent index is alone',
    ['insert into a', 'update a', '-- big\ncreate unique index concurrently i on a (b)', 'insert into a'],
    ['transaction 0-2', 'alone 2-3', 'transaction 3-4'],
  ],
  [
    'a new enum value is committed before it is named',
    [
      "alter type mood add value if not exists 'bad' after 'good'",
      'select 1',
      "update days set mood = 'bad'",
      'select 2',
    ],
    ['transaction 0-2', 'transaction 2-4'],
  ],
  [
    'a new enum value that is not used does not divide the file',
    [
      "alter type mood add value 'bad'",
      "alter type mood add value 'worse' after 'bad'",
      "insert into a values ('good')",
    ],
    ['transaction 0-3'],
  ],
  ['detaching concurrently', ['alter table a detach partition b concurrently'], ['alone 0-1']],
])('%s', (_, statements, expected) => {
  expect(parts(statements)).toEqual(expected)
})

test('a marked file is divided into its statements', () => {
  expect(parts(['vacuum a', 'select 1'], true)).toEqual(['either 0-1', 'either 1-2'])
})

test.each(['COMMIT', '/* x */ begin', 'rollback', 'END', 'start transaction', 'ROLLBACK WORK'])(
  '%s is refused by its number',
  (statement) => {
    expect(() =>
      refuseTransactionControl({ source: 'drizzle/0001_a.sql', statements: ['select 1', statement] }),
    ).toThrow(/0001_a\.sql, statement 2 of 2 begins or ends a transaction/)
  },
)

test.each(['rollback to savepoint a', 'savepoint a', 'ROLLBACK TRANSACTION TO a', "comment on table a is 'commit'"])(
  '%s is no end of a transaction',
  (statement) => {
    expect(() => refuseTransactionControl({ source: 'a', statements: [statement] })).not.toThrow()
  },
)

describe('SEC-180: a change of role', () => {
  test.for([
    'set role owner',
    'SET LOCAL ROLE "owner"',
    'set role none',
    'reset role',
    '/* now */ set session authorization owner',
    'set session authorization default',
    'reset session authorization',
    'reset all',
    'discard all',
    "select set_config('role', 'owner', false)",
    "select pg_catalog.set_config('ROLE'::text, 'owner', true) from books",
    'do $$ begin set role owner; end $$',
    "do $$ begin execute 'SET SESSION AUTHORIZATION owner'; end $$",
    'create table a (id int); set role owner; create table b (id int)',
  ])('%s is refused', async (statement) => {
    await expect(
      refuseRoleChange({ source: 'drizzle/0001_a.sql', statements: ['select 1', statement] }),
    ).rejects.toThrow(/^drizzle\/0001_a\.sql, statement 2 of 2 changes the role/u)
  })

  test.for([
    "set local lock_timeout = '5s'",
    "select set_config('search_path', 'crm', true)",
    "comment on table books is 'set role owner'",
    'alter role owner set role to other',
    'alter table books owner to other',
    'grant owner to other',
    'set time zone utc',
    'create function f() returns void language plpgsql as $$ begin set local role owner; end $$',
    'create table role (set_role text)',
  ])('%s is none', async (statement) => {
    await expect(refuseRoleChange({ source: 'a', statements: [statement] })).resolves.toBeUndefined()
  })
})
