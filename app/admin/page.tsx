import type { Metadata } from 'next'
import { indexPage } from '@/admin/server'
import { IndexScreen } from '@/components/admin/index/index-screen'
import { Flash } from '@/components/admin/shell/flash'
import { readFlash } from './flash'
import { adminScreen } from './screen'
import { basePath } from './base-path'

export const metadata: Metadata = { title: 'All tables' }

export default function IndexRoute() {
  return adminScreen({ path: basePath }, async (ctx) => ({
    breadcrumbs: [{ label: 'All tables' }],
    body: (
      <>
        <Flash message={await readFlash()} />
        <IndexScreen page={await indexPage(ctx)} />
      </>
    ),
  }))
}
