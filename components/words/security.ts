export const title = 'Security log'
export const lead = 'Log-ins, failed attempts, permission changes, exports and refusals.'
export const kind = 'Kind'
export const allKinds = 'All kinds'
export const user = 'User'
export const address = 'Address'
export const addressHint = '192.0.2.1 or 10.0.0.0/8'
export const none = 'No events match.'
export const times = (count: number) => `${count} times`
