import { plural } from './plural'

export const confirmFirst = 'Confirm that it is you first. Nothing was changed.'
export const title = 'Second factor'
export const authenticator = 'Authenticator app'
export const passkey = 'Passkey'
export const passkeyNamed = (name: string) => `Passkey “${name}”`
export const recoveryCodes = 'Recovery codes'
export const added = 'added'
export const replaced = 'replaced'
export const removed = 'removed'
export const setupExpired = 'This QR code has expired. Scan the new one, and enter its code.'
export const wrongCode = 'This code is wrong or was already used. Enter the current one.'
export const noFactor = 'This account has no second factor.'
export const noSuchPasskey = 'There is no such passkey. Reload the page.'
export const onlyWayIn =
  'This is the only way into your account. Choose a password or add another passkey before you remove it.'
export const requiredHere = 'Your account must have a second factor. Add another before you remove this one.'
export const ownElsewhere = 'To change your own factors, open “Your account” in your menu.'
export const mailSubject = (site: string) => `The second factor of your account at ${site} was changed`
export const mailText = (what: string, site: string) => `${what} – for your account at ${site}.`
export const mailBy = (by: string) => `It was changed by ${by}.`
export const mailHelp =
  'If this was not you, log in, choose a new password, review your factors and end your other sessions, or ask an administrator.'
export const wasAdded = (what: string) => `Added: ${what}`
export const wasRemoved = (what: string) => `Removed: ${what}`
export const codesRenewed = 'New recovery codes were created; the earlier ones no longer work'
export const codeUsed = (left: number) =>
  plural(left, {
    one: 'A recovery code was used to log in; 1 is left',
    other: `A recovery code was used to log in; ${left} are left`,
  })
export const logInAgain = 'The log-in took too long, or the account has changed. Log in again.'
export const passkeyFailed = 'The passkey could not be checked. Try again.'
export const nameNotPossible = 'A name must be a single line of at most 100 characters.'
export const tooManyPasskeys = (most: number) => `An account can have at most ${most} passkeys.`
export const counterWentBack = 'its counter went back, so it was copied'
export const noPasskeysHere = 'This site has no passkeys: BROLLY_URL is not set.'
export const onlySuperusers = 'Only superusers can see and remove the second factors of others.'
