import type { MigrationFormState, MigrationPlanPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { PlanForm } from './plan-form'
import { StepList } from './step-list'
import * as words from '../../words/migration-run'
import * as shared from '../../words/shared'

interface PlanScreenProps {
  page: MigrationPlanPage
  /** Whether the account has a password, which confirms who applies them. */
  asksPassword: boolean
  action: (state: MigrationFormState, data: FormData) => Promise<MigrationFormState>
  /** The URL of this page, to show the plan again. */
  href: string
  cancelHref: string
}

/** Shows what a run would do, before it starts. */
export function PlanScreen({ page, asksPassword, action, href, cancelHref }: PlanScreenProps) {
  const { title, sentence, steps, blocked } = page
  return (
    <div className="page">
      <div className="migrations narrow">
        <div className="page-head">
          <h1>{title}</h1>
        </div>
        {blocked !== null && <Notice tone="danger">{blocked}</Notice>}
        {blocked === null && <p>{sentence}</p>}
        {steps.length > 0 && <StepList steps={steps} label={words.steps} heading="h2" />}
        {blocked === null && steps.length > 0 ? (
          <PlanForm page={page} asksPassword={asksPassword} action={action} href={href} cancelHref={cancelHref} />
        ) : (
          <div>
            <ButtonLink href={cancelHref} large>
              {shared.back}
            </ButtonLink>
          </div>
        )}
      </div>
    </div>
  )
}
