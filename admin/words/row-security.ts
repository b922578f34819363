export const noRoleTaken = 'The site declares rls, but its role cannot be set in this database.'
export const roleNotTaken =
  'The database does not let this site act for its users, so nothing is shown or saved. An administrator finds the reason with: npx brolly check'
export const noRole = 'rls does not name a role.'
export const noSettings = 'rls.settings must return an object of texts by name.'
export const badSetting = (name: string) =>
  `rls.settings returned the name '${name}'. A setting needs a name with a dot, such as 'app.user_id'.`
export const noText = (name: string) => `rls.settings returned no text for '${name}'.`
export const refusedByPolicy = (undone: string) =>
  `A row level security policy of the database does not allow this row with these values. ${undone}`
