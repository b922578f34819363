import type postgres from 'postgres'
import { actionCalls, bodyOf, builtActions, form, type Victims } from './action-calls'
import { Visitor } from './crawl/visitor'
import { type Account, expect, makeProduct, test, unique } from './fixtures'
import { fuzzSeed, mutated, mutatedEntries, seededRandom } from './mutations-fixture'

/** Names that a form must not take from somebody who is not meant to set them. */
const suspicious = [
  'id',
  'is_superuser',
  'password_hash',
  '__proto__',
  'constructor.prototype.x',
  '~version',
  '~base',
  'status',
]

interface Actor {
  name: string
  cookie: string
}

test('every server action of the build has an entry', () => {
  expect([...builtActions().keys()].toSorted()).toEqual(Object.keys(actionCalls).toSorted())
})

test('SEC-099, SEC-100, SEC-109: no action shows or changes a row of somebody else, wherever it is posted to', async ({
  database,
  baseURL: given,
  makeAccount,
}) => {
  const baseURL = given ?? ''
  const victims = await makeVictims(database, await makeAccount())
  const before = await state(database, victims)
  const actors = await actorsOf(database, { baseURL, makeAccount })
  test.slow()

  for (const actor of actors)
    for (const [index, [name, { args, entries }]] of Object.entries(actionCalls).entries()) {
      const page = index % 2 === 0 ? '/admin/-/login' : '/admin/products'
      const told = `${name} by ${actor.name} at ${page}`
      const answer = await post({ baseURL, page, actor, name }, bodyOf(args(victims), entries(victims)))
      expect(answer.status, told).toBeLessThan(500)
      expect(answer.text, told).not.toContain(victims.canary)
      expect(await state(database, victims), told).toEqual(before)
    }
})

test('an action that is called in the same way does its work for who may change the row', async ({
  database,
  baseURL: given,
  makeAccount,
}) => {
  const baseURL = given ?? ''
  const victims = await makeVictims(database, await makeAccount())
  const editor = await makeAccount({ permissions: ['products.change'] })
  const actor = { name: 'an editor', cookie: await sessionFor(baseURL, editor) }
  const [row] = await database`select xmin::text as version, stock::text from products where id = ${victims.product}`
  const entries: [string, string][] = [
    ['stock', '77'],
    ['~version', String(row?.version)],
    ['~base', JSON.stringify({ stock: row?.stock as string })],
  ]
  const body = bodyOf([{ table: 'products', key: victims.product }, {}, form], entries)

  const { status, text } = await post({ baseURL, page: '/admin/products', actor, name: 'saveRecord' }, body)

  const [now] = await database`select stock from products where id = ${victims.product}`
  expect(now?.stock, `${status} ${text}`).toBe(77)
})

test('SEC-101, SEC-104, SEC-108, SEC-117, SEC-120: no malformed payload gets past an action', async ({
  database,
  baseURL: given,
  makeAccount,
}) => {
  const baseURL = given ?? ''
  const seed = fuzzSeed()
  const random = seededRandom(seed)
  const victims = await makeVictims(database, await makeAccount())
  const before = await state(database, victims)
  const [, viewer] = await actorsOf(database, { baseURL, makeAccount })
  const ending = /^log|^endOwn/u
  test.slow()
  const calls = Object.entries(actionCalls).filter(([name]) => !ending.test(name))

  for (let round = 0; round < 200; round++) {
    const [name, { args, entries }] = calls[Math.trunc(random() * calls.length)] ?? [
      '',
      { args: () => [], entries: () => [] },
    ]
    const body = bodyOf(
      args(victims).map((argument) => (argument === form ? form : mutated(argument, random))),
      mutatedEntries(entries(victims), random, suspicious),
    )
    const told = `seed ${seed}, round ${round}: ${name} with ${JSON.stringify([...body]).slice(0, 400)}`
    const answer = await post({ baseURL, page: '/admin/products', actor: viewer, name }, body)
    expect(answer.status, told).toBeLessThan(500)
    expect(answer.text, told).not.toContain(victims.canary)
    expect(answer.text, told).not.toMatch(/PostgresError|Failed query|\bat [\w./]+\.(?:ts|js):\d+/u)
  }
  expect(await state(database, victims), `seed ${seed}`).toEqual(before)
  expect(Object.prototype).not.toHaveProperty('polluted')
  expect((await fetch(new URL('/api/health', baseURL))).status).toBe(200)
})

interface Posting {
  baseURL: string
  page: string
  actor: Actor
  name: string
}

/** Calls an action as the scripts of a page do. */
async function post(
  { baseURL, page, actor, name }: Posting,
  body: FormData,
): Promise<{ status: number; text: string }> {
  const headers = { 'next-action': builtActions().get(name) ?? '', origin: baseURL, cookie: actor.cookie }
  const answer = await fetch(new URL(page, baseURL), { method: 'POST', headers, body, redirect: 'manual' })
  return { status: answer.status, text: await answer.text() }
}

/** Nobody, somebody with one permission on another table, and a session whose account has been deactivated. */
async function actorsOf(
  database: postgres.Sql,
  { baseURL, makeAccount }: { baseURL: string; makeAccount: (given?: { permissions?: string[] }) => Promise<Account> },
): Promise<readonly [Actor, Actor, Actor]> {
  const viewer = await sessionFor(baseURL, await makeAccount({ permissions: ['products.view'] }))
  const left = await makeAccount({ permissions: ['customers.change', 'customers.delete', 'brolly.users.change'] })
  const inactive = await sessionFor(baseURL, left)
  await database`update brolly.users set is_active = false where email = ${left.email}`
  return [
    { name: 'nobody', cookie: '' },
    { name: 'a viewer', cookie: viewer },
    { name: 'an inactive account', cookie: inactive },
  ]
}

async function sessionFor(baseURL: string, { email, password }: Account): Promise<string> {
  const visitor = new Visitor(baseURL)
  await visitor.logIn(email, password)
  return visitor.cookie
}

/** Rows with a mark that no answer may contain, and with an entry in the audit log that could be undone. */
async function makeVictims(database: postgres.Sql, account: { id: string }): Promise<Victims & { canary: string }> {
  const canary = unique('CANARY').replace(' ', '-')
  const product = String(await makeProduct(database, { name: unique('Not to be changed') }))
  const [customer] = await database<{ id: number }[]>`
    insert into customers (name, email, country, city) values (${canary}, ${`${canary}@example.org`}, 'DE', 'Bonn') returning id`
  const request = crypto.randomUUID()
  const [entry] = await database<{ id: string }[]>`
    insert into brolly.audit_entries (actor_label, "table", key, label, action, changes, request_id)
    values ('x', 'customers', ${String(customer?.id)}, ${canary}, 'change',
      ${database.json({ name: [`${canary} before`, canary] })}, ${request}) returning id::text as id`
  await database`insert into brolly.grants (user_id, permission) values (${account.id}, 'reviews.view')`
  await database`insert into brolly.sessions (id_hash, user_id, expires_at) values (${canary}, ${account.id}, now() + interval '1 day')`
  await database`update brolly.users set name = ${canary} where id = ${account.id}`
  return { canary, product, customer: String(customer?.id), user: account.id, entry: entry?.id ?? '', request }
}

/** Everything of the rows that must stay as they are. */
async function state(database: postgres.Sql, { product, customer, user, request }: Victims): Promise<unknown> {
  return database`
    select (select p::text from products p where id = ${product}::int) as product,
      (select c::text from customers c where id = ${customer}::int) as customer,
      (select u::text from brolly.users u where id = ${user}) as account,
      (select string_agg(g::text, ',' order by g::text) from brolly.grants g where user_id = ${user}) as grants,
      (select count(*) from brolly.sessions where user_id = ${user}) as sessions,
      (select count(*) from brolly.users where email like 'intruder%') as intruders,
      (select count(*) from brolly.audit_entries where request_id = ${request}) as entries`
}
