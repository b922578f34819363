export interface SecretEnvironment {
  AUTH_SECRET?: string | undefined
  /** Earlier secrets, separated by commas: they are still accepted, but nothing new is made with them. */
  AUTH_SECRET_OLD?: string | undefined
}

/** The secrets, the current one first; empty if there is none. */
export function secretsOf({ AUTH_SECRET, AUTH_SECRET_OLD }: SecretEnvironment): string[] {
  return [AUTH_SECRET ?? '', ...(AUTH_SECRET_OLD ?? '').split(',')].map((secret) => secret.trim()).filter(Boolean)
}
