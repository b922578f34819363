import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { AskedPasskey } from './passkey-button'
import * as words from '../../words/factors'

/** The browser's answer as a form to post, or why there is none. */
export interface PasskeyForm {
  data: FormData | null
  message: string | null
}

/** Loaded on first use. */
const library = () => import('@simplewebauthn/browser')

/** Has the browser sign what the server asks. */
export function answerByPasskey(begin: () => Promise<AskedPasskey>): Promise<PasskeyForm> {
  return answered(begin, async (options) => {
    const { startAuthentication } = await library()
    // As the server has made them.
    return startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
  })
}

/** Has the browser make a new passkey. */
export function makePasskey(begin: () => Promise<AskedPasskey>): Promise<PasskeyForm> {
  return answered(begin, async (options) => {
    const { startRegistration } = await library()
    return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
  })
}

async function answered(
  begin: () => Promise<AskedPasskey>,
  answer: (options: object) => Promise<object>,
): Promise<PasskeyForm> {
  try {
    const { options, message } = await begin()
    if (options === null) return { data: null, message }
    const data = new FormData()
    data.set('passkey', JSON.stringify(await answer(options)))
    return { data, message: null }
  } catch (error) {
    // The browser does not say whether the user has cancelled or has none.
    const isKnown = error instanceof Error && error.name === 'InvalidStateError'
    return { data: null, message: isKnown ? words.passkeyThere : words.passkeyCancelled }
  }
}
