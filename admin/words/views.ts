export const wholeList = 'All'
export const shared = 'Views for others'
export const nameNeeded = 'Enter a name.'
export const nameTooLong = (most: number) => `A name must be a single line of at most ${most} characters.`
export const mayNotShare = 'You may only save views for yourself.'
export const notYourGroup = 'You are not a member of this group.'
export const tooMany = (most: number) =>
  `You have ${most} views of this list, the most that can be saved. Delete one first.`
export const tooLong = 'This list has too many filters to be saved.'
export const missing = 'This view no longer exists.'
export const notYours = 'Only the owner of a view can delete it.'
export const notYoursToChange = 'Only the owner of a view can change it.'
export const nameTaken = 'You have another view of this list with this name.'
export const cannotOpen = (name: string) =>
  `The view “${name}” needs columns that are gone or that you may not view, so the list cannot open with it.`
export const defaultNotFitting = (name: string) =>
  `Your default view “${name}” needs columns that are gone or that you may not view. This is the whole list.`
export const tableGone = (table: string) => `Its table “${table}” is gone, or you may not view it.`
export const columnsGone = (plural: string) => `Needs columns of ${plural} that are gone or that you may not view.`
export const rowsAtLeast = (rows: string) => `${rows}+`
export const notByToken = 'A token cannot save views. Log in to do so.'
export const noAccount = 'Views are saved for accounts, and this user has none.'
export const onlyReading = 'Nothing can be changed while you view the admin as another user.'
