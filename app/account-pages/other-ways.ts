import 'server-only'
import type { OtherWays } from '@/admin/server'
import { signOnProviders } from '@/auth'
import { passkeyOrigin } from '../passkey-cookie'

/** How this server lets people in besides passwords. */
export const otherWays: OtherWays = {
  providers: signOnProviders.map(({ id }) => id),
  passkeys: passkeyOrigin !== null,
}
