export const loading = 'Loading…'
/** Asks before the input in a dialog is lost. */
export const discard = 'Discard what you typed?'
export const ownPage = 'Open this form in a new tab'
export const loggedOut = 'You are logged out. Log in again in another tab, then open this form again.'
export const notLoaded = 'The server did not respond. Close this form and open it again.'
export const notAnswered = 'The server did not respond. Save again: a row that was already saved is not added twice.'
export const updated =
  'This admin has been updated since the page was loaded. Nothing was saved. Open this form in a new tab, or reload the page.'
