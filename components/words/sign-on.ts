export const or = 'or'
export const logInWith = (provider: string) => `Log in with ${provider}`
export const title = 'Single sign-on'
export const lead = 'Log in with an account that you have elsewhere.'
export const connect = (provider: string) => `Connect ${provider}`
export const disconnectOf = (provider: string) => `Disconnect ${provider}`
export const unknownEmail = 'Connected'
export const onlyWayIn = 'This is your only way to log in.'
export const confirmToChange = 'To connect or disconnect one, confirm that it is you'

/** Why somebody is back from a provider, by the word in the URL. */
export const troubles: ReadonlyMap<string, string> = new Map([
  [
    'refused',
    'This log-in does not open an account here. If you have an account, log in to it and connect this log-in under “Your account”. Otherwise ask an administrator.',
  ],
  ['failed', 'The log-in was cancelled, or its answer was not valid. Try again.'],
  ['expired', 'The log-in took too long, or was started in another browser. Try again.'],
  ['unavailable', 'The provider cannot be reached at the moment. Try again later.'],
  ['wait', 'Too many attempts. Try again in a few minutes.'],
  ['taken', 'This log-in is connected to another account already. Nothing was changed.'],
  [
    'unverified',
    'This log-in does not say that your email address is verified, so it was not connected. Verify the address there, or ask an administrator.',
  ],
  ['confirm', 'Confirm that it is you, then connect the log-in again. Nothing was changed.'],
])
