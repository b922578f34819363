import type { FactorsPage } from '@/admin/client'
import { RemoveFactors, type RemoveFactorsState } from './remove-factors'
import * as words from '../../words/factors'

interface FactorsScreenProps {
  page: FactorsPage
  /** Removes all of them. */
  action: (state: RemoveFactorsState, data: FormData) => Promise<RemoveFactorsState>
}

/** The second factors of one account. */
export function FactorsScreen({ page, action }: FactorsScreenProps) {
  const { email, factors, recoveryCodes, isOwn } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.factorsOf(email)}</h1>
      </div>
      {factors.length === 0 ? (
        <p className="lead">{words.noFactors}</p>
      ) : (
        <>
          <dl className="factors">
            {factors.map(({ name, since, lastUsed }, index) => (
              <div key={`${index} ${name}`}>
                <dt>{name}</dt>
                <dd>{lastUsed === null ? words.since(since) : `${words.since(since)}, ${words.lastUsed(lastUsed)}`}</dd>
              </div>
            ))}
            <div>
              <dt>{words.recoveryCodes}</dt>
              <dd>{words.codesLeft(recoveryCodes)}</dd>
            </div>
          </dl>
          {isOwn ? <p className="note">{words.ownFactors}</p> : <RemoveFactors action={action} />}
        </>
      )}
    </div>
  )
}
