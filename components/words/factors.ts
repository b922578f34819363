export const secondFactor = 'Second factor'
export const stepTitle = 'Second step'
export const codeLead = 'Enter the code that your authenticator app shows.'
export const recoveryLead = 'Enter one of your recovery codes. It works once.'
export const code = 'Code'
export const recoveryCode = 'Recovery code'
export const continueLogin = 'Log in'
export const checking = 'Checking…'
export const useRecovery = 'Use a recovery code'
export const useApp = 'Use the authenticator app'
export const startOver = 'Log in as another user'
export const enterCode = 'Enter the code.'
export const wrongCode = 'This code is wrong or was already used.'
export const logInAgain = 'The log-in took too long, or the account has changed. Log in again.'

export const lead = 'Logging in then takes more than your password: a code from an app, or a passkey.'
export const authenticatorApp = 'Authenticator app'
export const notSetUp = 'Not set up'
export const since = (date: string) => `Since ${date}`
export const setUp = 'Set up'
export const setUpAgain = 'Set up again'
export const remove = 'Remove'
export const removeWhat = (what: string) => `Remove: ${what}`
export const recoveryCodes = 'Recovery codes'
export const codesLeft = (left: number) => `${left} left`
export const newCodes = 'Create new codes'
export const confirmToChange = 'To change this, confirm that it is you'

export const setUpRequired = 'Set up a second factor'
export const setUpTitle = 'Set up an authenticator app'
export const required = 'Your account must have a second factor. You can go on once it is set up.'
export const scan = 'Scan the QR code with the app, or type the secret into it. Then enter the code that it shows.'
export const qrCode = 'QR code for the authenticator app'
export const secret = 'Secret'
export const openInApp = 'Open in the app on this device'
export const codeOfApp = 'Code that the app shows'
export const turnOn = 'Turn on'
export const turnedOn = 'The authenticator app is set up.'
export const keepCodes =
  'These are your recovery codes. Each logs you in once if you lose the app. They are shown only now: print them, or store them in a password manager.'
export const goOn = 'Continue'
export const back = 'Back to your account'
export const logOut = 'Log out'

export const confirmTitle = 'Confirm that it is you'
export const confirmLead = (minutes: number) =>
  `You are about to change something sensitive, and you logged in a while ago. You will not be asked again for ${minutes} minutes.`
export const confirmButton = 'Confirm'
export const confirmLink = 'Confirm that it is you'
export const confirmOpens = 'It opens in a new tab. Then come back here and send the form again.'
export const orCode = 'Or a code from your authenticator app'
export const enterEither = 'Enter your password or a code.'
export const noWayToConfirm =
  'Your account has neither a password nor a second factor, so you confirm it by logging in again.'
export const logInAnew = 'Log out and log in again'
export const confirmedNotice =
  'Confirmed. If you came from a form in another tab, close this one and send the form again.'

export const passkeys = 'Passkeys'
export const passkeysLead =
  'A passkey uses a fingerprint, a face, a PIN or a security key. It logs you in instead of your password, or after it.'
export const noPasskeys = 'This site has no passkeys: BROLLY_URL is not set.'
export const noPasskeysInBrowser = 'Passkeys need JavaScript and a browser that supports them.'
export const orPasskey = 'Or add a passkey'
export const addPasskey = 'Add a passkey'
export const passkeyAdded = 'The passkey was added.'
export const passkeyName = 'Name of the new passkey'
export const rename = 'Rename'
export const renamePasskey = (name: string) => `Rename the passkey “${name}”`
export const newNameOfPasskey = 'Name'
export const passkeyNameExample = 'My laptop'
export const passkeyThere = 'This device already has a passkey for your account.'
export const passkeyCancelled = 'No passkey was used: it was cancelled, took too long, or there is none here.'
export const passkeyFailed = 'The passkey could not be checked. Try again.'
export const passkeyRefused = 'The passkey could not be checked, or the account does not have access.'
export const waitingForPasskey = 'Waiting for the passkey…'
export const usePasskey = 'Use a passkey'
export const lastUsed = (date: string) => `last used ${date}`
export const neverUsed = 'not used yet'
export const backedUp = 'synchronised'
export const removePasskey = (name: string) => `Remove the passkey “${name}”`
export const passkeyStepLead = 'If you have lost it, enter one of your recovery codes.'
export const passkeyNamed = (name: string) => `Passkey “${name}”`

export const factorsOf = (email: string) => `Second factor of ${email}`
export const noFactors = 'This account has no second factor: it logs in with its password alone.'
export const ownFactors = 'To change your own, open “Your account” in your menu.'
export const removeAllLead =
  'If its owner has lost them: this removes all factors and recovery codes and ends the sessions. The owner is notified by mail. Make sure that the request comes from the owner.'
export const removeAll = 'Remove all factors'
export const allRemoved = (email: string) =>
  `The second factors of ${email} were removed and their sessions were ended.`
