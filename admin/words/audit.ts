import { plural } from './plural'

export const stillWriting = (transactions: number) =>
  plural(transactions, {
    one: '1 transaction that writes to the audit log has not ended. Nothing was sealed. Run it again later.',
    other: `${transactions} transactions that write to the audit log have not ended. Nothing was sealed. Run it again later.`,
  })
export const seal = (id: bigint) => `seal ${id}`
export const range = ({ firstId, lastId }: { firstId: bigint; lastId: bigint }) => `entries ${firstId} to ${lastId}`
export const actedBy = (email: string, by: string) => `${email} (acted by ${by})`
export const byToken = (email: string, token: string) => `${email} (token “${token}”)`
export const head = 'the head'
export const beforeFirst = 'entries below 0'
export const brokenChain = 'does not follow from the previous seal: seals were removed or changed.'
export const unknownHead = 'is not in this log: the log was rewritten, or belongs to another database.'
export const altered = 'At least one of them was altered since it was sealed.'
export const missing = (entries: number) =>
  plural(entries, { one: '1 entry is missing.', other: `${entries} entries are missing.` })
export const added = (entries: number) =>
  plural(entries, { one: '1 entry was added afterwards.', other: `${entries} entries were added afterwards.` })
export const clearingActor = 'brolly clearaudit'
export const clearedRange = (seal: { firstId: bigint; lastId: bigint }, entries: bigint) =>
  `${plural(Number(entries), { one: '1 entry', other: `${entries} entries` })}, ${range(seal)}`
