import type { Metadata } from 'next'
import { Notice } from '@/components/ui/notice'
import * as accountWords from '@/components/words/account'
import * as factorWords from '@/components/words/factors'
import * as words from '@/components/words/login'
import { ChangeEmail } from '../../../account-pages/own-account'
import { OwnFactors } from '../../../account-pages/own-factors'
import { OwnProfile } from '../../../account-pages/own-profile'
import { OwnSignOn, SignOnTrouble } from '../../../account-pages/sign-on'
import { allTables, basePath } from '../../base-path'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.yourAccount }

/** The account of whoever is logged in to the admin. */
export default function AdminAccountRoute({ searchParams }: { searchParams: SearchParams }) {
  return adminScreen({ path: `${basePath}/-/account` }, async (ctx) => {
    const { actor } = ctx
    const parameters = await parametersOf(searchParams)
    const done = accountWords.doneNotices.get(wordOf(parameters, 'done') ?? '')
    return {
      breadcrumbs: [allTables, { label: words.yourAccount }],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>{words.yourAccount}</h1>
          </div>
          {done !== undefined && <Notice tone="success">{done}</Notice>}
          <SignOnTrouble parameters={parameters} />
          <p className="lead">{words.loggedInAs(actor.email)}</p>
          <OwnProfile user={actor} side="admin" />
          <section className="account-part" aria-labelledby="second-factor">
            <h2 id="second-factor">{factorWords.secondFactor}</h2>
            <OwnFactors ctx={ctx} side="admin" />
          </section>
          <OwnSignOn ctx={ctx} side="admin" />
          <section className="account-part" aria-labelledby="change-email">
            <h2 id="change-email">{accountWords.changeEmail}</h2>
            <ChangeEmail user={actor} side="admin" />
          </section>
        </div>
      ),
    }
  })
}
