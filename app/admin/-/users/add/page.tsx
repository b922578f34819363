import type { Metadata } from 'next'
import { addAccountPage } from '@/admin/server'
import { AddAccountForm } from '@/components/admin/login/add-account-form'
import * as words from '@/components/words/account'
import { saveNewAccount } from '../../../actions/new-accounts'
import { allTables, basePath } from '../../../base-path'
import { adminScreen } from '../../../screen'

export const metadata: Metadata = { title: words.addAccount }

export default function AddAccountRoute() {
  return adminScreen({ path: `${basePath}/-/users/add`, fresh: ({ actor }) => actor.isSuperuser }, async (ctx) => {
    const page = await addAccountPage(ctx)
    return {
      breadcrumbs: [allTables, { label: page.listLabel, href: page.listHref }, { label: words.add }],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>{words.addAccount}</h1>
          </div>
          <AddAccountForm page={page} action={saveNewAccount} />
        </div>
      ),
    }
  })
}
