import type { MigrationStepView, StatementClass, StatementFinding } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'

const classes: Record<StatementClass, { label: string; tone: Tone }> = {
  safe: { label: 'safe', tone: 'success' },
  locks: { label: 'locks', tone: 'warning' },
  rewrites: { label: 'rewrites', tone: 'warning' },
  breaks: { label: 'breaks', tone: 'danger' },
  'loses-data': { label: 'loses data', tone: 'danger' },
}

const verbs: Record<MigrationStepView['action'], string> = { adopt: 'Record', apply: 'Apply', undo: 'Undo' }

interface StepListProps {
  steps: MigrationStepView[]
  label: string
  /** Of the names, one below what stands above them. */
  heading: 'h2' | 'h3'
}

/** Migrations that would run, in their order: what each does to the site meanwhile, and its statements on demand. */
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
        {step.class === null && extent === 'code' && <Badge>code</Badge>}
        <span className="text-muted">{extent === 'code' ? 'Its effect on rows is not analysed' : extent}</span>
        {href !== null && (
          <a className="link step-link" href={href}>
            {verbs[action]} up to here…<span className="sr-only"> {name}</span>
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
          <summary className="step-more">{extent === 'code' ? 'Code' : 'SQL'}</summary>
          <pre className="code wrap">{statements.map((text) => text.trim()).join('\n\n')}</pre>
        </details>
      )}
    </li>
  )
}

function Finding({ finding }: { finding: StatementFinding }) {
  const { place, about, message, advice, rule } = finding
  return (
    <li className="finding">
      <ClassBadge kind={finding.class} />
      <div>
        <div>{message}</div>
        {advice !== '' && <div>{advice}</div>}
        <div className="text-muted">
          {place}
          {about !== null && ` · ${about}`} · <code>{rule}</code>
        </div>
      </div>
    </li>
  )
}

function ClassBadge({ kind }: { kind: StatementClass }) {
  return <Badge tone={classes[kind].tone}>{classes[kind].label}</Badge>
}
