import { plural } from '@/admin/client'

export const skipToContent = 'Skip to content'
export const breadcrumb = 'Breadcrumb'
export const toggleTables = 'Show or hide the tables'
export const findTable = 'Find a table'
export const noTableNamed = (text: string) => `No table named “${text}”`
export const noTables = 'No tables'

export const account = (name: string) => `Account: ${name}`
export const changePassword = 'Change password'
export const logOut = 'Log out'
export const theme = 'Theme'
export const themes = { light: 'Light', dark: 'Dark', system: 'System' } as const

export const declarationProblems = (problems: number, preventStart: boolean) =>
  `${plural(problems, { one: '1 problem', other: `${problems} problems` })} in the declarations${preventStart ? ': the build and the server will refuse to start' : ''}`

export const keys = 'Keys'
/** Each key with what it does. */
export const keyMeanings: readonly (readonly [key: string, meaning: string])[] = [
  ['/', 'Search'],
  ['f', 'Add a filter'],
  ['c', 'Add a record'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row'],
  ['Shift x', 'Select all rows up to this one'],
  ['d', 'Duplicate the row'],
  ['[', 'Previous row in the list, on a record'],
  [']', 'Next row in the list, on a record'],
  ['Space', 'Look at the linked row'],
  ['Ctrl s', 'Save'],
  ['Esc', 'Close menu, card or dialog'],
  ['?', 'Show this list'],
]
