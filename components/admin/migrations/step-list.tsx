import type { MigrationStepView, StatementClass, StatementFinding } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import * as words from '../../words/migration-run'

const tones: Record<StatementClass, Tone> = {
  safe: 'success',
  locks: 'warning',
  rewrites: 'warning',
  breaks: 'danger',
  'loses-data': 'danger',
}

interface StepListProps {
  steps: MigrationStepView[]
  label: string
  /** The level of the names, one below the heading above them. */
  heading: 'h2' | 'h3'
}

/** The migrations to run, in order: the effect of each on the running site, and its statements on demand. */
export function StepList({ steps, label, heading }: StepListProps) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step) => (
        <Step key={step.key} step={step} heading={heading} />
      ))}
    </ol>
  )
}

function Step({ step, heading: Heading }: { step: MigrationStepView; heading: StepListProps['heading'] }) {
  const { name, action, extent, findings, statements, href } = step
  return (
    <li className="step">
      <div className="step-head">
        <Heading>{name}</Heading>
        {step.class !== null && findings.length === 0 && <ClassBadge kind={step.class} />}
        {step.class === null && extent === 'code' && <Badge>{words.code}</Badge>}
        <span className="muted">{extent === 'code' ? words.codeNotAnalysed : extent}</span>
        {href !== null && (
          <a className="link step-link" href={href}>
            {words.upToHere[action]}
            <span className="sr-only"> {name}</span>
          </a>
        )}
      </div>
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map((finding, index) => (
            <Finding key={`${index} ${finding.rule}`} finding={finding} />
          ))}
        </ul>
      )}
      {statements.length > 0 && (
        <details>
          <summary className="step-more">{extent === 'code' ? words.showCode : words.showSql}</summary>
          <pre className="code wrap">{statements.map((text) => text.trim()).join('\n\n')}</pre>
        </details>
      )}
    </li>
  )
}

function Finding({ finding }: { finding: StatementFinding }) {
  const { location, about, message, advice, rule } = finding
  return (
    <li className="finding">
      <ClassBadge kind={finding.class} />
      <div>
        <div>{message}</div>
        {advice !== '' && <div>{advice}</div>}
        <div className="muted">
          {location}
          {about !== null && ` · ${about}`} · <code>{rule}</code>
        </div>
      </div>
    </li>
  )
}

function ClassBadge({ kind }: { kind: StatementClass }) {
  return <Badge tone={tones[kind]}>{words.classes[kind]}</Badge>
}
