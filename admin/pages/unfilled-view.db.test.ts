import { integer, pgMaterializedView, pgTable, pgView } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { exportCsv } from '../io/export-csv'
import { translateReadError } from '../postgres/errors'
import { listPage } from './list-page'
import { adminOf, siteTest } from '../testing/kit/site-test'

const things = pgTable('things', { id: integer('id').primaryKey() })
const totals = pgMaterializedView('totals', { n: integer('n') }).existing()
const shownTotals = pgView('shown_totals', { n: integer('n') }).existing()

const test = siteTest({
  schema: { things, totals, shownTotals },
  tables: `create table things (id integer primary key);
    create materialized view totals as select count(*)::int as n from things with no data;
    create view shown_totals as select n from totals;`,
})

test('a materialised view without data is reported as not populated, and so is a view that reads it', async ({
  as,
  client,
}) => {
  const ctx = as()

  const empty = await listPage(ctx, adminOf(ctx, 'totals'), [])
  const behind = await listPage(ctx, adminOf(ctx, 'shown_totals'), [])

  expect(empty.notice).toBe('This materialised view has not been populated yet. Run REFRESH MATERIALIZED VIEW "totals"')
  expect(empty).toMatchObject({ rowCount: 0, empty: null })
  expect(behind.notice).toMatch(/^A materialised view used here has not been populated/u)

  await expect(exportCsv(ctx, adminOf(ctx, 'totals'), []).next()).rejects.toSatisfy(
    (error) => translateReadError(error)?.code === 'UNAVAILABLE',
  )

  await client`refresh materialized view totals`
  const filled = await listPage(ctx, adminOf(ctx, 'totals'), [])
  expect(filled).toMatchObject({ notice: null, rowCount: 1 })
})
