import type { Metadata } from 'next'
import { RunScreen } from '@/components/admin/migrations/run-screen'
import { migrationRunPage } from '@/migrate/pages/run-page'
import { migrationsPath } from '@/migrate/pages/source'
import { adminScreen } from '../../../../screen'
import { allTables, basePath } from '../../../../base-path'
import * as words from '@/components/words/routes'

export const metadata: Metadata = { title: words.migrationRun }

export default async function MigrationRunRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: migrationsPath({ basePath }, `/run/${id}`) }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.migrations, href: migrationsPath({ basePath }) }, { label: words.run }],
    body: <RunScreen page={migrationRunPage(ctx, id)} backHref={migrationsPath({ basePath })} />,
  }))
}
