export const title = 'Views'
export const titleOf = (plural: string) => `Views of ${plural}`
export const lead = 'A view is a list under a name: its filters, its search, its columns and their order.'
export const none = 'No views have been saved yet.'
export const name = 'Name'
export const forWhom = 'For'
export const onlyMe = 'Only me'
export const everybody = 'Everybody'
export const groupOf = (name: string) => `Group ${name}`
export const by = (email: string) => `by ${email}`
export const notFitting = 'Needs columns that are gone or that you may not view.'
export const remove = 'Delete'
export const removeOf = (name: string) => `Delete the view “${name}”`
export const removed = (name: string) => `The view “${name}” was deleted.`
export const save = 'Save view'
export const saveThis = 'Save the current list'
export const saved = (name: string) => `The view “${name}” was saved.`
export const shows = 'Shows'
export const allRows = 'All rows'
export const sameName = 'A view of yours with the same name is replaced.'
export const cannotSave = 'This list cannot be saved.'
export const columns = { name: 'Name', audience: 'For' }
export const back = 'Back to the list'
export const wholeList = 'All'
