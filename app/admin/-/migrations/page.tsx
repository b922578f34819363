import type { Metadata } from 'next'
import site from '@/admin.config'
import { MigrationsScreen } from '@/components/admin/migrations/migrations-screen'
import * as schema from '@/db/schema'
import { migrationsPage } from '@/migrate/pages/migrations-page'
import { notePendingMigrations } from '../../../pending-migrations'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'
import { migrationSource } from './migration-source'
import { allTables, basePath } from '../../base-path'
import { migrationsPath } from '@/migrate/pages/source'
import * as words from '@/components/words/routes'

export const metadata: Metadata = { title: words.migrations }

export default async function MigrationsRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: migrationsPath({ basePath }), parameters }, async (ctx) => {
    const compare = wordOf(parameters, 'compare') === '1' ? { schema, casing: site.casing } : undefined
    const page = await migrationsPage(ctx, migrationSource(), compare)
    notePendingMigrations(page.pending.length + page.own.pending.length)
    return {
      breadcrumbs: [allTables, { label: words.migrations }],
      body: <MigrationsScreen page={page} />,
    }
  })
}
