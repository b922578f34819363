import type { SecurityKind } from '../site/security-event'

export const title = 'Security log'
export const mayNotView = 'You do not have permission to view the security log.'
export const noKind = (kind: string) => `There is no kind of event “${kind}”.`
export const noAddress = (text: string) => `“${text}” is not an IP address or a network such as 10.0.0.0/8.`

export const kinds: Readonly<Record<SecurityKind, string>> = {
  revealed: 'Masked value shown',
  'acting-started': 'Began to act as another user',
  'acting-ended': 'Stopped acting as another user',
  'log-in': 'Logged in',
  'log-in-failed': 'Log-in failed',
  'check-failed': 'Wrong password, code or link',
  throttled: 'Too many attempts',
  unlocked: 'Wait ended',
  'log-out': 'Logged out',
  'sessions-ended': 'Sessions ended',
  password: 'Password set',
  'reset-requested': 'New password requested by mail',
  'password-reset': 'Password set by a link',
  'registration-requested': 'Registration requested by mail',
  registered: 'Registered',
  invited: 'Invited',
  'invitation-accepted': 'Invitation accepted',
  'email-requested': 'New address requested',
  'email-changed': 'Address changed',
  'email-cancelled': 'New address cancelled',
  'identity-linked': 'Single sign-on connected',
  'identity-unlinked': 'Single sign-on disconnected',
  'token-made': 'API token made',
  'token-revoked': 'API token revoked',
  'factor-added': 'Second factor added',
  'factor-removed': 'Second factor removed',
  'recovery-code-used': 'Recovery code used',
  'recovery-codes-renewed': 'Recovery codes renewed',
  'passkey-refused': 'Passkey refused',
  confirmed: 'Confirmed their identity',
  permissions: 'Permissions changed',
  account: 'Account changed',
  export: 'Exported',
  refused: 'Refused',
  'not-found': 'Not found or not allowed',
  'bad-query': 'Invalid query',
  'cross-site': 'Cross-site request blocked',
  'bad-request': 'Invalid request',
}
