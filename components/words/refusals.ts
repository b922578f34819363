export const crossSite = 'Cross-site requests are not allowed.'
export const logInFirst = 'Log in first.'
/** The header `WWW-Authenticate`, which programs read. */
export const bearer = (error: string | null) => `Bearer realm="brolly"${error === null ? '' : `, error="${error}"`}`
export const onlyBearer = 'The header Authorization must be: Bearer, a space and an API token.'
export const invalidToken =
  'This API token is not valid: it is unknown, was revoked or has expired, or its account may not use the admin.'
export const formTooLarge = 'Form too large'
export const tooManyFields = 'The form has too many fields. Nothing was saved. Go back and submit less at once.'
export const invalidForm = 'This form is not valid'
export const tooDeep = 'The submitted data is nested too deeply. Nothing was saved. Go back and submit less at once.'
export const formLargerThan = (limit: string) =>
  `The form is larger than ${limit}. Nothing was saved. Go back and submit less at once.`
export const invalidUrl = 'This URL is not valid'
export const malformedUrl = 'The URL is malformed. Check it, or start from the home page.'
export const unknownMethod = 'Unknown method'
export const methodOfNoPage = 'No page of this site accepts this HTTP method.'
export const unknownHost = 'Unknown host'
export const openConfigured = 'Open the admin at the URL it was configured for.'
export const unencrypted = 'Not encrypted'
export const tokenUnencrypted =
  'An API token was sent without TLS, so others may have read it. Revoke it, make a new one, and use the https URL.'
export const crossSiteBlocked = 'Cross-site request blocked'
export const fromAnotherSite =
  'This request came from another site. Nothing was changed. Open the admin and try again there.'
export const logInToSave = 'You are logged out. Nothing was saved. Log in again in another tab, then save.'
