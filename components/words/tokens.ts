import { plural } from '@/admin/client'

export const title = 'API tokens'
export const lead =
  'A token lets a program act for your account, without your password, within the permissions that you choose here. A token can never do more than you can.'
export const none = 'You have no tokens.'
export const noneOfOthers = 'Nobody else has a token.'
export const others = 'Tokens of others'
export const columns = {
  name: 'Name',
  owner: 'Account',
  scopes: 'Permissions',
  expires: 'Expires',
  lastUsed: 'Last used',
}
export const expired = 'Expired'
export const never = 'Never'
export const usedFrom = (when: string, address: string) => (address === '' ? when : `${when}, from ${address}`)
export const scopeCount = (count: number) => plural(count, { one: '1 permission', other: `${count} permissions` })
export const revoke = 'Revoke'
export const revokeOf = (name: string) => `Revoke: ${name}`
export const revoked = (name: string) => `The token “${name}” was revoked.`
export const newToken = 'New token'
export const name = 'Name'
export const nameHint = 'What it is for, such as “Nightly export”.'
export const days = 'Days until it expires'
export const daysHint = (most: number) => `At most ${most}.`
export const scopes = 'Permissions of the token'
export const exportHint = 'Downloading a list as CSV takes “Export” and “View” of its table.'
export const noScopes = 'You have no permissions that a token could have.'
export const confirmFirst = 'A token works without your password, so confirm first that it is you.'
export const confirm = 'Confirm that it is you'
export const make = 'Make token'
export const made = (token: string) => `The token “${token}” was created. Copy it now: it is not shown again.`
export const theToken = 'The new token'
export const usage = (path: string) => `Send it as a header: Authorization: Bearer <token>. For example, to ${path}.`
