export const title = 'Sessions'
export const sessionsAndWaits = 'Sessions and log-in'
export const browserOn = (browser: string, system: string) => `${browser} on ${system}`
export const unknownDevice = 'Unknown device'
export const onlySuperusers = 'Only superusers can see and end the sessions of other users.'
export const noSuchSession = 'This session has already ended.'
