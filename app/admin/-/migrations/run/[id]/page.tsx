import type { Metadata } from 'next'
import { RunScreen } from '@/components/admin/migrations/run-screen'
import { migrationRunPage } from '@/migrate/pages/run-page'
import { migrationsPath } from '@/migrate/pages/source'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: 'Run of migrations' }

export default async function MigrationRunRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${migrationsPath}/run/${id}` }, async (ctx) => ({
    breadcrumbs: [
      { label: 'All tables', href: '/admin' },
      { label: 'Migrations', href: migrationsPath },
      { label: 'Run' },
    ],
    body: <RunScreen page={migrationRunPage(ctx, id)} backHref={migrationsPath} />,
  }))
}
