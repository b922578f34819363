import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { addRecord, changePage, listPage, lookup, postedForm } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { authors, books } from '../testing/kit/library'
import { adminOf, siteTest, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { bulkFields } from '../write/plan/bulk-form'

const search = (ctx: AdminContext, column: string, ...[text = '', table = 'books']: string[]) =>
  lookup(ctx, adminOf(ctx, table), { column, search: text, siblings: new Map() })

describe('a relation’s search', () => {
  test.for([
    ['a column that is no relation', 'title'],
    ['a column that there is not', 'nothing'],
    ['__proto__', '__proto__'],
    ['nothing', ''],
    ['a property instead of a column', 'authorId'],
    ['a hidden relation', 'branch_id'],
    ['a relation whose target may not be viewed', 'author_id'],
  ] as const)('DJ-227 DJ-228 SEC-087: %s is refused like all the others', async ([, column], { as }) => {
    const ctx = as({
      grants: ['books.view', 'books.change', 'branches.view'],
      admins: [defineAdmin(books, { permissions: { fields: { branchId: { view: () => false } } } })],
    })

    await expect(search(ctx, column)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('DJ-230 SEC-088: offers twenty of many, by id and label only, under the row rule', async ({ as, client }) => {
    await client`insert into authors (name, email) select 'Writer ' || n, 'w' || n || '@example.org' from generate_series(1, 40) n`
    const ctx = as({
      grants: ['books.change', 'authors.view'],
      admins: [defineAdmin(authors, { permissions: { view: (_, t) => eq(t.born, '1815-12-10') } })],
    })
    const open = as({ grants: ['books.add', 'authors.view'] })
    const answer = await search(open, 'author_id', 'writer')

    expect(answer).toMatchObject({ more: true })
    expect(answer.options).toHaveLength(20)
    expect(answer.options[0]).toEqual({ value: '42', label: 'Writer 40', key: '42' })
    expect(await search(ctx, 'author_id')).toEqual({
      more: false,
      options: [{ value: '1', label: 'Ada Byron', key: '1' }],
    })
    expect(await search(open, 'author_id', 'w40@')).toEqual({
      more: false,
      options: [expect.objectContaining({ label: 'Writer 40' })],
    })
    expect((await search(open, 'author_id', "w'%_\\\0")).options).toEqual([])
  })
})

describe('before anything is typed', () => {
  const save = (ctx: AdminContext, title: string, author: string) =>
    addRecord(ctx, adminOf(ctx, 'books'), postedForm(Object.entries({ title, slug: title, author_id: author })))

  test('what the actor saved last comes first, and nobody else’s', async ({ as, client }) => {
    await client`insert into authors (name) select 'Writer ' || n from generate_series(1, 60) n`
    const [mine, other] = [as({ id: randomUUID() }), as({ id: randomUUID() })]
    await save(mine, 'a', '7')
    await save(mine, 'b', '1')
    await save(mine, 'c', '7')
    await save(other, 'd', '9')

    const { options, more } = await search(mine, 'author_id')
    expect(options.slice(0, 3)).toEqual([
      { value: '7', label: 'Writer 5', key: '7', recent: true },
      { value: '1', label: 'Ada Byron', key: '1', recent: true },
      { value: '62', label: 'Writer 60', key: '62' },
    ])
    expect([options.length, more]).toEqual([22, true])
    expect((await search(mine, 'author_id', 'writer')).options.filter(({ recent }) => recent)).toEqual([])
  })

  test('SEC-088: a row that was chosen before is offered only while the actor may view it', async ({ as }) => {
    const id = randomUUID()
    await save(as({ id }), 'a', '1')
    const ctx = as({ id, admins: [defineAdmin(authors, { permissions: { view: (_, t) => eq(t.name, 'Bo Chen') } })] })

    expect((await search(ctx, 'author_id')).options).toEqual([{ value: '2', label: 'Bo Chen', key: '2' }])
  })
})

test('rows with the same name are told apart by what the actor may see in their list', async ({ as, client }) => {
  await client`insert into authors (name, email, born) values ('Ada Byron', 'ada2@example.org', '1990-02-03')`
  const admins = [defineAdmin(authors, { list: { columns: ['name', 'salary', 'email', 'born'] } })]
  const details = async (ctx: AdminContext) =>
    (await search(ctx, 'author_id', 'a')).options.map(({ label, detail }) => [label, detail])

  expect(await details(as({ admins }))).toEqual([
    ['Ada Byron', 'ada2@example.org · 1990-02-03'],
    ['Bo Chen', undefined],
    ['Ada Byron', 'CANARY-salary-1 · ada@example.org'],
  ])
  const hidden = defineAdmin(authors, { permissions: { fields: { salary: { view: () => false } } } })
  const seen = await search(as({ admins: [hidden] }), 'author_id', 'ada')
  expect(seen.options.map(({ detail }) => detail)).not.toContainEqual(expect.stringContaining('CANARY'))
  expect(seen.options.every(({ detail }) => detail !== undefined)).toBe(true)
})

test('DJ-230: pages of twenty, until there are no more', async ({ as, client }) => {
  await client`insert into authors (name) select 'Writer ' || lpad(n::text, 3, '0') from generate_series(1, 110) n`
  const ctx = as({ admins: [defineAdmin(authors, { list: { sort: ['name'] } })] })
  const page = (number: number) =>
    lookup(ctx, adminOf(ctx, 'books'), { column: 'author_id', search: 'writer', page: number, siblings: new Map() })

  const pages = await Promise.all([1, 2, 3, 4, 5, 6].map(page))
  expect(pages.map(({ options, more }) => [options.length, more])).toEqual([
    [20, true],
    [20, true],
    [20, true],
    [20, true],
    [20, true],
    [10, false],
  ])
  expect(pages.flatMap(({ options }) => options)[99]?.label).toBe('Writer 100')
})

test('a row is found by its key too, before all others, whatever columns are searched', async ({ as, client }) => {
  await client`insert into authors (name) select 'Writer 42 ' || n from generate_series(1, 60) n`
  const ctx = as({ admins: [defineAdmin(authors, { list: { search: ['name'] } })] })

  expect((await search(ctx, 'author_id', '42')).options[0]?.key).toBe('42')
  expect((await search(ctx, 'author_id', '#42')).options[0]?.key).toBe('42')
  const exact = await lookup(ctx, adminOf(ctx, 'books'), {
    column: 'author_id',
    search: '',
    value: '42',
    siblings: new Map(),
  })
  expect(exact.options.map(({ key }) => key)).toEqual(['42'])
})

const people = pgTable('people', {
  id: integer('id').primaryKey(),
  login: text('login').notNull().unique(),
  name: text('name'),
})
const projects = pgTable(
  'projects',
  { tenant: integer('tenant').notNull(), id: integer('id').notNull(), name: text('name') },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
)
const tasks = pgTable(
  'tasks',
  {
    id: integer('id').primaryKey(),
    tenant: integer('tenant').notNull(),
    projectId: integer('project_id'),
    owner: text('owner').references(() => people.login),
    title: text('title'),
  },
  (t) => [foreignKey({ columns: [t.tenant, t.projectId], foreignColumns: [projects.tenant, projects.id] })],
)
const tenantTest = siteTest({
  schema: { people, projects, tasks },
  tables: `create table people (id int primary key, login text not null unique, name text);
    create table projects (tenant int not null, id int not null, name text, primary key (tenant, id));
    create table tasks (id int primary key, tenant int not null, project_id int, owner text references people (login), title text,
      foreign key (tenant, project_id) references projects);`,
  rows: `insert into people values (1, 'ann', 'Ann'), (2, 'ben', 'Ben');
    insert into projects values (1, 1, 'Alpha'), (1, 2, 'Beta'), (2, 1, 'Gamma');
    insert into tasks values (1, 1, 2, 'ben', 'First')`,
})

tenantTest(
  'DJ-110 DJ-231: a relation to a unique column that is no key offers that column’s values',
  async ({ as }) => {
    const ctx = as()

    const ann = [{ value: 'ann', label: 'Ann', key: '1' }]
    expect((await search(ctx, 'owner', 'ann', 'tasks')).options).toEqual(ann)
    const byKey = { column: 'owner', search: '', key: '1', siblings: new Map() }
    expect((await lookup(ctx, adminOf(ctx, 'tasks'), byKey)).options).toEqual(ann)
    expect(
      (
        await listPage(ctx, adminOf(ctx, 'tasks'), [
          ['owner.eq', 'ben'],
          ['columns', 'owner'],
        ])
      ).rows[0]?.[2],
    ).toEqual(['Ben', '/admin/people/2'])
    await expect(
      addRecord(
        ctx,
        adminOf(ctx, 'tasks'),
        postedForm([
          ['id', '2'],
          ['tenant', '1'],
          ['owner', 'nobody'],
        ]),
      ),
    ).rejects.toMatchObject({ fields: { owner: 'There is no such person.' } })
  },
)

tenantTest('SEC-087: a relation to a column that is hidden offers none of its values', async ({ as }) => {
  const ctx = as({ admins: [defineAdmin(people, { permissions: { fields: { login: { view: () => false } } } })] })

  await expect(search(ctx, 'owner', '', 'tasks')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const page = await changePage(ctx, adminOf(ctx, 'tasks'), { key: '1', list: '' })
  const field = page.sections[0]?.fields.find(({ meta }) => meta.name === 'owner')
  expect(field).toMatchObject({ value: 'ben' })
  expect(field?.meta.relation).toBeUndefined()
  const { chips } = await listPage(ctx, adminOf(ctx, 'tasks'), [['owner.eq', 'ann']])
  expect(chips).toMatchObject([{ value: 'ann' }])
})

tenantTest('a part of a reference of several columns is not set in many rows', async ({ as }) => {
  const ctx = as()

  expect(bulkFields(ctx, adminOf(ctx, 'tasks')).map(({ name }) => name)).toEqual(['owner', 'title'])
})

tenantTest('a link to a row without a name shows its key', async ({ as, client }) => {
  await client`update people set name = null`
  const ctx = as()

  const page = await changePage(ctx, adminOf(ctx, 'tasks'), { key: '1', list: '' })
  expect(page.sections[0]?.fields.find(({ meta }) => meta.name === 'owner')?.text).toBe('ben')
  expect((await listPage(ctx, adminOf(ctx, 'tasks'), [['columns', 'owner']])).rows[0]?.[2]).toEqual([
    'ben',
    '/admin/people/2',
  ])
})

tenantTest('a composite relation offers the rows that share what is chosen already', async ({ as }) => {
  const ctx = as()
  const of = (siblings: [string, string][]) =>
    lookup(ctx, adminOf(ctx, 'tasks'), { column: 'project_id', search: '', siblings: new Map(siblings) })

  expect((await of([['tenant', '2']])).options).toEqual([
    { value: '1', label: 'Gamma', key: '2,1', siblings: { tenant: '2' } },
  ])
  expect((await of([])).options).toHaveLength(3)
  expect((await of([['tenant', 'x']])).options).toEqual([])
  const page = await changePage(ctx, adminOf(ctx, 'tasks'), { key: '1', list: '' })
  const field = page.sections.flatMap(({ fields }) => fields).find(({ meta }) => meta.name === 'project_id')
  expect(field).toMatchObject({
    value: '2',
    text: 'Beta',
    meta: { relation: { table: 'projects', siblings: ['tenant'] } },
  })
})

tenantTest('SEC-082: a composite relation is checked as a whole, under the row rule', async ({ as, client }) => {
  const ctx = as({
    admins: [
      defineAdmin(projects, { permissions: { view: (_, t) => eq(t.tenant, 1) } }),
      defineAdmin(tasks, { permissions: { add: (_, t) => and(eq(t.tenant, 1)) ?? false } }),
    ],
  })
  const add = (tenant: string, project: string) =>
    addRecord(
      ctx,
      adminOf(ctx, 'tasks'),
      postedForm([
        ['id', '9'],
        ['tenant', tenant],
        ['project_id', project],
      ]),
    )
  const message = { fields: { project_id: 'There is no such project.' } }

  await expect(add('2', '1')).rejects.toMatchObject(message)
  await expect(add('2', '9')).rejects.toMatchObject(message)
  await expect(add('1', '3')).rejects.toMatchObject(message)
  await add('1', '1')

  expect((await client`select tenant, project_id from tasks where id = 9`)[0]).toEqual({ tenant: 1, project_id: 1 })
  expect(await search(ctx, 'project_id', 'gamma', 'tasks')).toEqual({ more: false, options: [] })
})
