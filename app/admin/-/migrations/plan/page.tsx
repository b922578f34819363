import type { Metadata } from 'next'
import { withQuery } from '@/admin/server'
import { PlanScreen } from '@/components/admin/migrations/plan-screen'
import { migrationPlanPage } from '@/migrate/pages/plan-page'
import { migrationsPath } from '@/migrate/pages/source'
import { runMigrations } from '../../../actions/migrations'
import { parametersOf, wordOf, type SearchParams } from '../../../parameters'
import { adminScreen } from '../../../screen'
import { migrationSource } from '../migration-source'
import { allTables, basePath } from '../../../base-path'
import * as words from '@/components/words/routes'

export const metadata: Metadata = { title: words.migrationPlan }

export default async function MigrationPlanRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  const to = wordOf(parameters, 'to')
  const path = migrationsPath({ basePath }, '/plan')
  return adminScreen({ path, parameters, fresh: ({ actor }) => !actor.hasPassword }, async (ctx) => {
    const page = await migrationPlanPage(ctx, migrationSource(), to)
    return {
      breadcrumbs: [
        allTables,
        { label: words.migrations, href: migrationsPath({ basePath }) },
        { label: page.direction === 'revert' ? words.revert : words.apply },
      ],
      body: (
        <PlanScreen
          page={page}
          asksPassword={ctx.actor.hasPassword}
          action={runMigrations.bind(null, to)}
          href={withQuery(path, to === null ? [] : [['to', to]])}
          cancelHref={migrationsPath({ basePath })}
        />
      ),
    }
  })
}
