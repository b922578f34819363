/** Settings of accounts: `defineSite({ accounts })`. */
export interface AccountOptions {
  /** When sessions end. */
  sessions?: {
    /** Hours without use. Default 72. */
    idleHours?: number
    /** Days after the log-in, however much it is used. Default 14. */
    absoluteDays?: number
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
}

/** The settings with their defaults. */
export interface AccountSettings {
  readonly sessions: { readonly idleHours: number; readonly absoluteDays: number }
  readonly throttle: { readonly perClient: number; readonly perAccount: number; readonly perAddress: number }
}

export function accountSettings({ sessions, throttle }: AccountOptions = {}): AccountSettings {
  return {
    sessions: { idleHours: sessions?.idleHours ?? 72, absoluteDays: sessions?.absoluteDays ?? 14 },
    throttle: {
      perClient: throttle?.perClient ?? 5,
      perAccount: throttle?.perAccount ?? 10,
      perAddress: throttle?.perAddress ?? 50,
    },
  }
}
