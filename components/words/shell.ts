import { plural } from '@/admin/client'

export const skipToContent = 'Skip to content'
export const breadcrumb = 'Breadcrumb'
export const toggleTables = 'Show or hide the tables'
export const findTable = 'Find a table'
export const noTableNamed = (text: string) => `No table named “${text}”`
export const noTables = 'No tables'

export const account = (name: string) => `Account: ${name}`
export const yourAccount = 'Your account'
export const changePassword = 'Change password'
export const sessions = 'Sessions'
export const tokens = 'API tokens'
export const logOut = 'Log out'
export const theme = 'Theme'
export const themes = { light: 'Light', dark: 'Dark', system: 'System' } as const

export const declarationProblems = (problems: number, preventStart: boolean) =>
  `${plural(problems, { one: '1 problem', other: `${problems} problems` })} in the declarations${preventStart ? ': the build and the server will refuse to start' : ''}`
