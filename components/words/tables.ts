/** The words of the index page. */
export const title = 'All tables'
export const noAccess = 'You do not have access to any tables yet. Ask an administrator for access.'
export const readOnly = 'read-only · '
export const recentActions = 'Recent actions'
export const yourRecentActions = 'Your recent actions'
export const noneYet = 'None yet.'
