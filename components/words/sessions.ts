import { plural } from '@/admin/client'

export const title = 'Sessions'
export const titleOf = (email: string) => `Sessions of ${email}`
export const lead =
  'The browsers in which you are logged in. End those that you do not recognise, and change your password.'
export const leadOf = 'The browsers in which this user is logged in.'
export const columns = { device: 'Device', address: 'Address', started: 'Logged in', lastSeen: 'Last seen' }
export const thisOne = 'This session'
export const end = 'End'
export const endOf = (device: string) => `End: ${device}`
export const everywhere = 'Log out everywhere'
export const endAll = 'End all sessions'
export const none = 'Not logged in anywhere.'
export const ended = 'The session was ended.'
export const allEnded = (sessions: number, email: string) =>
  `${plural(sessions, { one: '1 session', other: `${sessions} sessions` })} of ${email} ended.`
export const blocked = (seconds: number) => {
  const minutes = Math.ceil(seconds / 60)
  return plural(minutes, {
    one: 'After too many failed attempts, new devices have to wait for another minute before they can log in.',
    other: `After too many failed attempts, new devices have to wait for another ${minutes} minutes before they can log in.`,
  })
}
export const allow = 'Allow log-in now'
export const allowed = (email: string) => `${email} can log in again at once.`
