export const refused =
  'This log-in does not open an account here. If you have an account, log in to it and connect this log-in under “Your account”. Otherwise ask an administrator.'
export const unverified = (provider: string) =>
  `${provider} does not say that your email address is verified, so it cannot be connected. Verify the address there, or ask an administrator.`
export const taken = (provider: string) => `This log-in at ${provider} is connected to another account already.`
export const toldConnected = (provider: string) => `A log-in with ${provider} was connected to your account.`
export const noSuchIdentity = 'This log-in is no longer connected.'
export const lastWayIn = 'This is your only way to log in. Choose a password first.'
export const continueTo = (provider: string) => `Continue to ${provider}`
export const defaultName = 'single sign-on'
