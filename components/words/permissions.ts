export const groups = 'Groups'
export const noGroups = 'There are no groups yet.'
export const permissions = 'Permissions'
export const table = 'Table'
export const verbs = {
  view: 'View',
  add: 'Add',
  change: 'Change',
  delete: 'Delete',
  export: 'Export',
  purge: 'Delete for good',
} as const
export const save = 'Save permissions'
export const saved = (title: string) => `The permissions of ${title} were saved.`
