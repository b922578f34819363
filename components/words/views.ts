export const title = 'Views'
export const titleOf = (plural: string) => `Views of ${plural}`
export const lead = 'A view is a list under a name: its filters, its search, its columns and their order.'
export const allViews = 'All views…'
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
export const isDefault = 'Default'
export const makeDefault = 'Make default'
export const makeDefaultOf = (name: string) => `Make default: “${name}”`
export const endDefault = 'No default'
export const madeDefault = (name: string) =>
  `The list now opens for you with the view “${name}”. “All” shows the whole list.`
export const endedDefault = 'The list now opens with all rows.'
export const edit = 'Edit'
export const editOf = (name: string) => `Edit the view “${name}”`
export const editTitle = (name: string) => `Edit “${name}”`
export const saveChanges = 'Save'
export const cancel = 'Cancel'
export const changed = (name: string) => `The view “${name}” was changed.`
export const otherList = 'To change what it shows, open it, change the list, and save it under the same name.'
export const currentGroup = 'The group that has it now'
export const save = 'Save view'
export const saveThis = 'Save the current list'
export const saved = (name: string) => `The view “${name}” was saved.`
export const shows = 'Shows'
export const allRows = 'All rows'
export const sameName = 'A view of yours with the same name is replaced.'
export const cannotSave = 'This list cannot be saved.'
export const columns = { name: 'Name', rows: 'Rows', audience: 'For', actions: 'Actions' }
export const back = 'Back to the list'
