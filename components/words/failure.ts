export const reference = 'Reference'
export const forDeveloper = 'For the developer'
export const declaration = 'Declaration'
export const error = 'Error'
export const hint = 'Hint'
export const onlyInDevelopment = 'Shown to superusers in development only.'
export const wrong = (reference: string) => `Something went wrong (reference ${reference}).`
export const nothingChanged = (message: string) => `${message} Nothing was changed.`
export const reload = 'Reload this page'
export const inputKept = 'Nothing was saved. Your input is kept: reload the page to get it back.'
export const updated = 'This admin has been updated'
export const loadedBefore = (kept: string) => `This page was loaded before the update. ${kept}`
export const offline = 'You are offline'
export const notReached = (kept: string) => `Could not reach the server. ${kept}`
export const noResponse = 'The server did not respond'
export const maybeSaved =
  'Your changes may or may not have been saved. Your input is kept: reload the page and compare.'
export const wentWrong = 'Something went wrong'
export const notShown = 'This page could not be shown. Saved data is safe and your input is kept: reload the page.'
export const notLoggedIn = 'Not logged in'
export const notAllowed = 'Not allowed'
export const notFound = 'Not found'
export const changedMeanwhile = 'Changed in the meantime'
export const tooLarge = 'Too large'
export const notValid = 'Not valid'
export const invalidUrl = 'This URL is not valid'
export const unavailable = 'The database is not available'
export const behind = 'The database is behind the code'
export const timedOut = 'Timed out'
export const busy = 'Too busy'
export const notPossible = 'Not possible'
export const tryAgain = 'Try again'
export const showFullList = 'Show the full list'
export const worksAgain = (message: string) =>
  `${message} Nothing was changed. This page will work again when the database does.`
export const pending = (names: string) => ` Pending: ${names}.`
export const nonePending = ' No migration is pending. Create one with “npx brolly makemigrations”.'
export const notMigrated = (pending: string) =>
  `The code describes something that this database does not have yet.${pending} Apply migrations with “npx brolly migrate”.`
export const logged = 'The error was logged under this reference. Nothing was changed.'
export const wrongNotSaved = (reference: string) => `Something went wrong (reference ${reference}). Nothing was saved.`
export const noSuchPage = 'This page does not exist.'
export const openAdmin = 'Open the admin'
export const notForYou = 'Your account does not have access to this page.'
export const openHome = 'Go to the front page'
