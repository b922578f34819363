import type { Metadata } from 'next'
import { indexPage } from '@/admin/server'
import { IndexScreen } from '@/components/admin/index/index-screen'
import { Flash } from '@/components/admin/shell/flash'
import { removeLostView } from './actions/views'
import { readFlash } from './flash'
import { adminScreen } from './screen'
import { basePath } from './base-path'
import * as words from '@/components/words/tables'

export const metadata: Metadata = { title: words.title }

export default function IndexRoute() {
  return adminScreen({ path: basePath }, async (ctx) => ({
    breadcrumbs: [{ label: words.title }],
    body: (
      <>
        <Flash message={await readFlash()} />
        <IndexScreen page={await indexPage(ctx)} removeView={removeLostView} />
      </>
    ),
  }))
}
