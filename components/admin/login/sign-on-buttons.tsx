import { Button } from '../../ui/button'
import * as words from '../../words/sign-on'

export interface SignOnChoice {
  name: string
  /** Where its form is posted. */
  href: string
}

interface SignOnButtonsProps {
  providers: readonly SignOnChoice[]
  side: 'admin' | 'site'
  /** The page to open afterwards, as in the URL; the server checks it. */
  next: string
}

/** The providers of single sign-on below the form of a log-in page: one form each, which needs no JavaScript. */
export function SignOnButtons({ providers, side, next }: SignOnButtonsProps) {
  if (providers.length === 0) return null
  return (
    <div className="sign-on">
      <p className="sign-on-or">{words.or}</p>
      {providers.map(({ name, href }) => (
        <form key={href} method="post" action={href}>
          <input type="hidden" name="side" value={side} />
          <input type="hidden" name="next" value={next} />
          <Button type="submit" large>
            {words.logInWith(name)}
          </Button>
        </form>
      ))}
    </div>
  )
}

/** A button that connects a provider to one's own account. */
export function ConnectButton({ provider, side }: { provider: SignOnChoice; side: 'admin' | 'site' }) {
  return (
    <form method="post" action={provider.href}>
      <input type="hidden" name="side" value={side} />
      <input type="hidden" name="link" value="1" />
      <Button type="submit">{words.connect(provider.name)}</Button>
    </form>
  )
}
