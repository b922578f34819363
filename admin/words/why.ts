export const title = 'Why?'
export const noUser = (email: string) => `No user with the email ${email}.`
export const noTable = (name: string) => `There is no table “${name}”.`
export const noRow = 'There is no such row, or you may not view it yourself.'
export const inactive = 'The account is inactive and cannot log in.'
export const notStaff = 'The account is not staff and cannot open the admin.'
export const superuser = 'Superusers have every permission.'
export const own = 'Granted to the user.'
export const fromGroup = (name: string) => `Granted to the group “${name}”.`
export const fromChange = 'Permission to change implies permission to view.'
export const notGranted = (permission: string) =>
  `“${permission}” is granted neither to the user nor to a group of theirs.`
export const alsoNeeds = (permission: string) => `“${permission}” is required as well.`
export const onlyViewed = 'Rows of a view cannot be changed.'
export const rule = (verb: string, source: string) => `The rule permissions.${verb}: ${source}`
export const groupRule = (group: string, verb: string, source: string) =>
  `The rule permissions.${verb} of the group “${group}”: ${source}`
export const via = (plurals: string) => `The rules of ${plurals} apply, through permissions.via.`
export const nobody = 'The rules allow no row.'
export const someRows = 'The rules allow the rows that meet a condition.'
export const everyRow = 'No rule limits the rows.'
export const thisRow = (allowed: boolean) =>
  allowed ? 'The rules allow this row.' : 'The rules do not allow this row.'
export const hiddenColumn = 'Hidden by its rule.'
export const lockedColumn = 'Cannot be changed, by its rule.'
export const secretColumn = 'A secret: it can be set, but not read.'
export const policiesApply = (role: string) =>
  `Row level security is on. Requests run under the role “${role}”, to which these policies apply in addition to the rules above.`
export const policiesBypassed = (role: string) =>
  `Row level security is on, but the role “${role}”, under which requests run, bypasses these policies.`
export const noPolicies = 'There is no policy, so nobody sees a row.'
export const restrictive = (command: string) => `${command}, restrictive`
export const otherRoles = (roles: string) => `${roles} (not this role)`
export const policyRows = 'No rule in code limits the rows; policies of the database may.'
