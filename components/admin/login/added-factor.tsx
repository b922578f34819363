import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { RecoveryCodes } from './recovery-codes'
import * as words from '../../words/factors'

interface AddedFactorProps {
  message: string
  /** New recovery codes; null if the account had some. */
  codes: string[] | null
  /** Where to go on. */
  next: string
}

/** What is shown once after a factor was added. */
export function AddedFactor({ message, codes, next }: AddedFactorProps) {
  return (
    <div className="stack added-factor">
      <Notice tone="success">{message}</Notice>
      {codes && <RecoveryCodes codes={codes} />}
      <div>
        <ButtonLink href={next} variant="primary" large>
          {words.goOn}
        </ButtonLink>
      </div>
    </div>
  )
}
