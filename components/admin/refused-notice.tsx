import { Notice } from '../ui/notice'
import { ConfirmLink } from './confirm-link'

interface RefusedNoticeProps {
  message: string | null
  /** Where it can be confirmed who is there, if that is what is missing. */
  confirmHref?: string | null
}

/** Why a form was refused; the form below it keeps what was typed. */
export function RefusedNotice({ message, confirmHref }: RefusedNoticeProps) {
  if (message === null) return null
  return (
    <Notice tone="danger">
      {message} <ConfirmLink href={confirmHref} />
    </Notice>
  )
}
