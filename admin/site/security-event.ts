/** The kinds of events in the security log. */
export const securityKinds = [
  'log-in',
  'log-in-failed',
  'check-failed',
  'throttled',
  'unlocked',
  'log-out',
  'sessions-ended',
  'password',
  'reset-requested',
  'password-reset',
  'registration-requested',
  'registered',
  'invited',
  'invitation-accepted',
  'email-requested',
  'email-changed',
  'email-cancelled',
  'identity-linked',
  'identity-unlinked',
  'token-made',
  'token-revoked',
  'factor-added',
  'factor-removed',
  'recovery-code-used',
  'recovery-codes-renewed',
  'passkey-refused',
  'confirmed',
  'permissions',
  'account',
  'acting-started',
  'acting-ended',
  'export',
  'revealed',
  'refused',
  'not-found',
  'bad-query',
  'cross-site',
  'bad-request',
] as const

export type SecurityKind = (typeof securityKinds)[number]

/** An event as the hook `onSecurityEvent` receives it. */
export interface SecurityEvent {
  readonly kind: SecurityKind
  /** The user who did it; null for a visitor or a command. */
  readonly actor: { readonly id: string; readonly email: string } | null
  /** The email address of the account concerned, as it is or as it was typed; '' if there is none. */
  readonly account: string
  readonly address: string | null
  readonly agent: string | null
  readonly requestId: string | null
  /** Further facts; never a secret. */
  readonly detail: Readonly<Record<string, string | number>>
  /** More than one if like events were grouped because there were too many. */
  readonly times: number
}
