export const title = 'View as this user'
export const titleOf = (email: string) => `View the admin as ${email}`
export const view = 'View as this user'
export const viewLead = 'You see the tables, rows and columns that this user sees. Nothing can be changed meanwhile.'
export const act = 'Act as this user'
export const actLead =
  'You can do what this user can do. The audit log names both of you. The user’s own account, its password and its sessions stay closed to you.'
export const viewing = (email: string, by: string) => `You (${by}) view the admin as ${email}. Nothing can be changed.`
export const acting = (email: string, by: string) => `You (${by}) act as ${email}. The audit log names both of you.`
export const stop = 'Return to your own account'
export const returned = (email: string) => `You no longer view the admin as ${email}.`
