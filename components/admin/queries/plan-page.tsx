interface PlanPageProps {
  sql: string
  plan: string[]
}

/** A statement and how PostgreSQL has just run it. */
export function PlanPage({ sql, plan }: PlanPageProps) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>Plan</h1>
      </div>
      <pre className="code">{plan.join('\n')}</pre>
      <h2 className="mt-6 mb-2 text-[13px]">Statement</h2>
      <pre className="code wrap">{sql}</pre>
    </div>
  )
}
