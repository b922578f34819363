import * as words from '../../words/queries'

interface PlanPageProps {
  sql: string
  plan: string[]
}

/** A statement and its query plan. */
export function PlanPage({ sql, plan }: PlanPageProps) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.plan}</h1>
      </div>
      <pre className="code">{plan.join('\n')}</pre>
      <h2 className="plan-heading">{words.statement}</h2>
      <pre className="code wrap">{sql}</pre>
    </div>
  )
}
