import type { Metadata } from 'next'
import { tokensPage } from '@/admin/server'
import { Flash } from '@/components/admin/shell/flash'
import { TokensScreen } from '@/components/admin/tokens/tokens-screen'
import * as words from '@/components/words/tokens'
import { addToken, removeToken } from '../../actions/tokens'
import { allTables, basePath } from '../../base-path'
import { readFlash } from '../../flash'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

export default function TokensRoute() {
  return adminScreen({ path: `${basePath}/-/tokens` }, async (ctx) => {
    const page = await tokensPage(ctx)
    return {
      breadcrumbs: [allTables, { label: words.title }],
      body: (
        <>
          <Flash message={await readFlash()} />
          <TokensScreen page={page} makeAction={addToken} revokeAction={removeToken} />
        </>
      ),
    }
  })
}
