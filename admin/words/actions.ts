export const fileTooLarge = 'The file of this action is larger than 5 MB. Nothing was changed.'
export const noneLeft = 'None of the selected rows exists any more.'
export const notFound = 'Action not found.'
export const notAllowed = (rows: string) => `You do not have permission to do this with ${rows}.`
export const someNotAllowed = 'You do not have permission for some of the selected rows. Nothing was changed.'
export const unknownColumn = (action: string, key: string, table: string) =>
  `The action ${action} sets ${key}, which ${table} does not have.`
export const runsOn = (action: string, rows: string) => `This runs “${action}” on ${rows}.`
export const atMost = (rows: string) =>
  `An action can change at most ${rows} rows at once. Filter the list to fewer rows.`
export const moreThan = (rows: string, plural: string) => `more than ${rows} ${plural}`
export const noRows = 'No rows are selected.'
export const noAction = 'No action is selected.'
export const tooManyChosen = (rows: number) =>
  `At most ${rows} rows can be selected individually. Select all that match instead.`
export const duplicateOne = 'Select a single row to duplicate.'
export const mayNotDuplicate = 'Rows of this table cannot be duplicated, or you do not have permission to add them.'
