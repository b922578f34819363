export const nameNeeded = 'Enter a name, such as the program that will use the token.'
export const nameNotPossible = 'A name must be a single line of at most 100 characters.'
export const nameTaken = 'You have a token with this name. Choose another name, or revoke that token first.'
export const daysRange = (most: number) => `Enter a whole number of days from 1 to ${most}.`
export const scopeNeeded = 'Choose at least one permission.'
export const notYours = (permissions: string) =>
  `You do not have these permissions, so a token cannot have them: ${permissions}.`
export const tooMany = (most: number) => `You have ${most} tokens, the most that an account can have. Revoke one first.`
export const noSuchToken = 'This token no longer exists.'
export const notByToken = 'A token cannot create or revoke tokens. Log in to do so.'
