import { AdminError } from '@/admin/errors'
import { changesRole } from '../lint/changes-role'
import { parseStatements } from '../lint/parse'
import { withoutComments } from '../files/sql-text'

/** A range of statements in one file; `to` is exclusive. */
export interface TransactionPart {
  readonly from: number
  readonly to: number
  /**
   * `transaction`: all in one transaction. `alone`: one statement that cannot run in a transaction. `either`: one
   * statement in a transaction of its own, or in none if it refuses that.
   */
  readonly kind: 'transaction' | 'alone' | 'either'
}

const outsideTransaction =
  /^(?:create\s+(?:unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\b.*\bconcurrently|alter\s+table\b.*\bdetach\s+partition\b.*\bconcurrently|vacuum\b)/is

const addedValue = /^alter\s+type\b.*\badd\s+value\s+(?:if\s+not\s+exists\s+)?('(?:[^']|'')*')/is

const transactionControl =
  /^(?:begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(?:(?:work|transaction)\s+)?to\b))\b/i

/**
 * Divides a file into transactions: one, unless a statement requires otherwise.
 *
 * Some statements must run outside any transaction. Also, a value that `ALTER TYPE … ADD VALUE` adds may be used only
 * after a commit, so a file that uses it is split before that.
 *
 * @param noTransaction The file is marked to run each statement on its own.
 */
export function transactionParts({
  statements,
  noTransaction,
}: {
  statements: readonly string[]
  noTransaction: boolean
}): TransactionPart[] {
  const parts: TransactionPart[] = []
  let added: string[] = []
  for (const [index, statement] of statements.entries()) {
    const code = withoutComments(statement)
    const last = parts.at(-1)
    const value = addedValue.exec(code)?.[1]
    const usesAdded = value === undefined && added.some((addedValue) => code.includes(addedValue))
    if (noTransaction) parts.push({ from: index, to: index + 1, kind: 'either' })
    else if (outsideTransaction.test(code)) parts.push({ from: index, to: index + 1, kind: 'alone' })
    else if (last?.kind === 'transaction' && !usesAdded) parts[parts.length - 1] = { ...last, to: index + 1 }
    else parts.push({ from: index, to: index + 1, kind: 'transaction' })
    if (usesAdded) added = []
    if (value !== undefined) added.push(value)
  }
  return parts
}

/**
 * Rejects a file that ends its own transaction: half of it would remain if the rest fails.
 *
 * @throws {AdminError} `INVALID` naming the statement.
 */
export function refuseTransactionControl({
  source,
  statements,
}: {
  source: string
  statements: readonly string[]
}): void {
  const index = statements.findIndex((statement) => transactionControl.test(withoutComments(statement)))
  if (index === -1) return
  throw new AdminError(
    'INVALID',
    `${source}, statement ${index + 1} of ${statements.length} begins or ends a transaction. Remove it: each file already runs in one transaction.`,
  )
}

/**
 * Rejects a file that changes the role: the rest of the run and its record would be written by another role.
 *
 * @throws {AdminError} `INVALID` naming the statement.
 */
export async function refuseRoleChange({
  source,
  statements,
}: {
  source: string
  statements: readonly string[]
}): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    const parsed = (await parseStatements(statement)) ?? []
    if (parsed.some(({ node }) => changesRole(node)))
      throw new AdminError(
        'INVALID',
        `${source}, statement ${index + 1} of ${statements.length} changes the role or settings of the session. Remove it: connect as the required role (DATABASE_MIGRATION_URL), or transfer ownership with ALTER … OWNER TO.`,
      )
  }
}
