import type { Shell } from '@/admin/client'
import { Button } from '../../ui/button'
import * as words from '../../words/act-as'

interface ActingBannerProps {
  acting: NonNullable<Shell['acting']>
  /** As whom. */
  email: string
  stop: () => void | Promise<void>
}

/** On every page while one acts as another user: who is who, and the way back. */
export function ActingBanner({ acting, email, stop }: ActingBannerProps) {
  return (
    <form action={stop} className="acting">
      <span role="status">{(acting.isReader ? words.viewing : words.acting)(email, acting.by)}</span>
      <Button type="submit">{words.stop}</Button>
    </form>
  )
}
