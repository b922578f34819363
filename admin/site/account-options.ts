import type { PgTable } from 'drizzle-orm/pg-core'
import type { Actor } from './context'
import type { HostAuth } from './host-auth'
import type { Profile } from './profile'
import type { SecurityEvent } from './security-event'

/** Returns the message that refuses a new password, or null. */
export type PasswordValidator = (
  password: string,
  account: { readonly email: string; readonly name: string },
) => string | null | Promise<string | null>

/** Who must have a second factor. */
export type FactorRequirement = 'staff' | 'everyone' | { readonly groups: readonly string[] }

export type Registration = 'closed' | 'invitation' | 'open'

export interface SignOnOptions {
  /**
   * Whether somebody whose address a provider has verified gets into the account with this address, which is linked by it. By default
   * an account is linked only by its user, who is logged in, or by an invitation to the verified address.
   */
  linkByEmail?: boolean
  /**
   * Providers whose addresses count as verified although they do not say so: `['microsoft-entra-id']`. Only for those where nobody
   * can enter somebody else's address.
   */
  trustedEmails?: readonly string[]
  /** By provider: which values of which claim put a user into which group. */
  groups?: Readonly<Record<string, GroupClaim>>
}

/** Groups from a claim. At each log-in, the groups of the map are given and taken; others are left alone. */
export interface GroupClaim {
  /** The claim with a text, or a list of texts. */
  readonly claim: string
  /** The name of the group by the value of the claim: `{ 'shop-editors': 'Editors' }`. */
  readonly map: Readonly<Record<string, string>>
}

/** Settings of accounts: `defineSite({ accounts })`. */
export interface AccountOptions {
  /**
   * How accounts come about, besides those that administrators and commands add with a password. `invitation`: also by a
   * link that an administrator sends by mail. `open`: also by registering at `/register` and confirming one's address.
   * Default `closed`.
   */
  registration?: Registration
  /**
   * Who may enter the admin, of those who are active and staff, superusers too: asked at each request, also of API tokens. It can
   * keep people out, and let nobody in who is not staff. Default: all of them.
   */
  mayEnter?: (actor: Actor) => boolean | Promise<boolean>
  /** When sessions end. */
  sessions?: {
    /** Hours without use. Default 72. */
    idleHours?: number
    /** Days after the log-in, however much it is used. Default 14. */
    absoluteDays?: number
    /**
     * Minutes after a log-in or a confirmation in which rights, factors, addresses and passwords of others can be changed
     * without proving again who one is. Default 15.
     */
    confirmMinutes?: number
  }
  secondFactor?: {
    /**
     * Who must have a second factor: an authenticator app or a passkey. Whoever has none is led to set one up after logging
     * in, and reaches nothing else until then. Default: nobody.
     */
    requiredFor?: FactorRequirement
  }
  /**
   * A table of your own that belongs one-to-one to accounts: it is edited on the page of the user, and each new account gets a row. Its
   * permissions and rules apply.
   */
  profile?: PgTable
  /** The column of `profile` that refers to the account: unique, with a foreign key to `users` of `@/admin`. */
  key?: string
  /**
   * The columns of `profile` that everybody fills in for their own account: when registering or accepting an invitation, and on the page
   * of the account. Those in a list of their own are on one line. Nobody needs a permission for it. Default: none.
   */
  fields?: readonly (string | readonly string[])[]
  /** Sessions of another library. Brolly's log-in pages then lead to its pages. */
  auth?: HostAuth
  /** Single sign-on with the providers of the environment, such as `AUTH_GITHUB_ID`. */
  signOn?: SignOnOptions
  /** API tokens, by which programs act for an account. */
  tokens?: {
    /** The days after which a token expires unless another number is chosen. Default 30. */
    defaultDays?: number
    /** The most days that can be chosen. Default 365. */
    mostDays?: number
  }
  passwords?: {
    /** The fewest characters. Default 10. */
    minLength?: number
    /**
     * What else a new password must satisfy. Default: `[notCommon(), notOnlyDigits(), notSimilar()]`, which can be combined with
     * your own.
     */
    validators?: readonly PasswordValidator[]
  }
  /** How many wrong passwords or codes are accepted before each further one has to wait, ever longer. */
  throttle?: {
    /** From one client for one account. Default 5. */
    perClient?: number
    /** For one account from all clients that it has not been used from before. Default 10. */
    perAccount?: number
    /** From one client for all accounts. Default 50. */
    perAddress?: number
  }
  /**
   * Called after each event was written to the security log: log-ins, failures, refusals, changes of rights. It should
   * return quickly. What it throws is logged and changes nothing.
   */
  onSecurityEvent?: (event: SecurityEvent) => Promise<void> | void
}

/** The settings with their defaults. */
export interface AccountSettings {
  readonly registration: Registration
  readonly mayEnter: AccountOptions['mayEnter']
  /** What is asked of a session at each request. */
  readonly sessions: {
    readonly idleHours: number
    readonly absoluteDays: number
    readonly confirmMinutes: number
    /** Null for nobody. */
    readonly factorRequiredFor: FactorRequirement | null
  }
  /** Null without a table of the project. */
  readonly profile: Profile | null
  /** Null for Brolly's own sessions. */
  readonly auth: HostAuth | null
  readonly signOn: Required<SignOnOptions>
  readonly tokens: { readonly defaultDays: number; readonly mostDays: number }
  readonly passwords: {
    readonly minLength: number
    /** Null for the default. */
    readonly validators: readonly PasswordValidator[] | null
  }
  readonly throttle: { readonly perClient: number; readonly perAccount: number; readonly perAddress: number }
  readonly onSecurityEvent: AccountOptions['onSecurityEvent']
}

export function accountSettings({
  registration = 'closed',
  mayEnter,
  sessions,
  profile,
  key = '',
  fields = [],
  auth,
  signOn,
  tokens,
  secondFactor,
  passwords,
  throttle,
  onSecurityEvent,
}: AccountOptions = {}): AccountSettings {
  return {
    registration,
    mayEnter,
    sessions: {
      idleHours: sessions?.idleHours ?? 72,
      absoluteDays: sessions?.absoluteDays ?? 14,
      confirmMinutes: sessions?.confirmMinutes ?? 15,
      factorRequiredFor: secondFactor?.requiredFor ?? null,
    },
    profile: profile === undefined ? null : { table: profile, key, fields },
    auth: auth ?? null,
    signOn: { linkByEmail: false, trustedEmails: [], groups: {}, ...signOn },
    tokens: tokenSettings(tokens),
    passwords: { minLength: passwords?.minLength ?? 10, validators: passwords?.validators ?? null },
    throttle: {
      perClient: throttle?.perClient ?? 5,
      perAccount: throttle?.perAccount ?? 10,
      perAddress: throttle?.perAddress ?? 50,
    },
    onSecurityEvent,
  }
}

function tokenSettings({ defaultDays = 30, mostDays = 365 }: AccountOptions['tokens'] = {}): AccountSettings['tokens'] {
  return { defaultDays: Math.min(defaultDays, mostDays), mostDays }
}
