export const none = '(none)'
export const choose = 'Choose…'
export const unknown = 'Unknown'
/** Read out for a value that is not shown. */
export const hidden = 'Hidden'

/** Stands for the name of a linked row where none is known. */
export const row = 'row'
export const search = (singular: string) => `Search ${singular}`
export const clear = (label: string) => `Clear ${label}`
export const openInNewTab = (label: string) => `Open ${label} in a new tab`
export const edit = (label: string) => `Edit ${label}`
export const view = (label: string) => `View ${label}`
export const add = (singular: string) => `Add ${singular}`
/** The field that a row was added for does not accept it. */
export const savedNotOffered = (label: string) => `“${label}” was saved, but this field does not offer it.`
/** Read out when the dialog has closed. */
export const savedAndChosen = (label: string) => `“${label}” was saved and chosen.`
export const savedNotTaken = (label: string) => `“${label}” was saved. Search for it here.`
export const addInNewTab = (singular: string) => `Add ${singular} in a new tab`
/** Said when another value is changed so that the chosen row is no longer offered. */
export const ruledOut = (label: string) =>
  `“${label}” is not available with the other values of this form. Choose another one, or change those back.`

export const searchFailed = 'The search did not respond. Keep typing to try again.'
export const searchBusy = 'The database is busy, so the search was not run. Keep typing to try again.'
export const searchGone = 'What was searched no longer exists, or you may not see it. Reload the page.'
export const loggedOut = 'You are logged out. Log in again in another tab, then keep typing.'
export const mayNotSearch = 'You do not have permission to search here.'

/** Links beside values that stand for a URL. */
export const openValue = {
  url: (label: string) => `Open ${label} in a new tab`,
  email: (label: string) => `Write to ${label}`,
  tel: (label: string) => `Call ${label}`,
} as const

/** The calendar beside dates. */
export const openCalendar = (label: string) => `Choose ${label} from a calendar`
export const calendarOf = (label: string) => `Calendar for ${label}`
export const monthBefore = 'Month before'
export const monthAfter = 'Month after'
export const today = 'Today'
export const now = 'Now'
/** "Sunday, 5 July 2026" */
export const dayOf = (weekday: string, day: string) => `${weekday}, ${day}`
export const pickColour = (label: string) => `Pick ${label}`
/** The two sides of a text with Markdown. */
export const write = 'Write'
export const preview = 'Preview'
export const nothingToPreview = 'Nothing to preview.'
export const previewFailed = 'The preview could not be loaded.'
