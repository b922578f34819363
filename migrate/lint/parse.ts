import type { Node, ParseResult } from 'libpg-query'

/** One statement of a text, as PostgreSQL's own parser reads it. */
export interface ParsedStatement {
  readonly node: Node
  /** Without what stands before and after it. */
  readonly text: string
}

/**
 * The statements of a text.
 *
 * @returns `undefined` where PostgreSQL would not read it either: a later server version may.
 */
export async function parseStatements(text: string): Promise<ParsedStatement[] | undefined> {
  const result = await parsed(text)
  const bytes = Buffer.from(text)
  return result?.stmts?.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const end = length === undefined || length === 0 ? bytes.length : start + length
    return stmt ? [{ node: stmt, text: bytes.subarray(start, end).toString().trim() }] : []
  })
}

/** What an SQL expression is: one value for every row, something to be computed, or no single expression at all. */
export async function expressionKind(expression: string): Promise<'constant' | 'computed' | 'none'> {
  // In brackets it must be an expression; without them it must be one, and leave what follows it alone.
  const bracketed = await onlyTarget(`SELECT (\n${expression}\n)`)
  const followed = await onlyTarget(`SELECT ${expression} WHERE true`, { where: true })
  if (!bracketed || !followed) return 'none'
  return isConstant(bracketed) ? 'constant' : 'computed'
}

async function onlyTarget(text: string, options: { where?: boolean } = {}): Promise<Node | undefined> {
  const result = await parsed(text)
  const [statement, ...more] = result?.stmts ?? []
  if (!statement?.stmt || more.length > 0 || !('SelectStmt' in statement.stmt)) return undefined
  const select = statement.stmt.SelectStmt
  const [target, ...others] = select.targetList ?? []
  if (!target || others.length > 0 || !('ResTarget' in target) || target.ResTarget.name !== undefined) return undefined
  const isPlain = select.fromClause === undefined && (select.whereClause !== undefined) === (options.where === true)
  return isPlain ? target.ResTarget.val : undefined
}

/** A literal, also cast or negated; the clock of the transaction counts, being one value for all rows. */
export function isConstant(node: Node): boolean {
  if ('A_Const' in node) return true
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && isConstant(node.TypeCast.arg)
  if ('SQLValueFunction' in node) return true
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).every(isConstant)
  if ('FuncCall' in node) return isClock(node.FuncCall.funcname ?? [])
  if ('A_Expr' in node) {
    const { lexpr, rexpr } = node.A_Expr
    return (lexpr === undefined || isConstant(lexpr)) && rexpr !== undefined && isConstant(rexpr)
  }
  return false
}

function isClock(name: readonly Node[]): boolean {
  const last = name.at(-1)
  return last !== undefined && 'String' in last && ['now', 'transaction_timestamp'].includes(last.String.sval ?? '')
}

async function parsed(text: string): Promise<ParseResult | undefined> {
  // The parser weighs some megabytes, and most commands have nothing to parse.
  const { hasSqlDetails, parse } = await import('libpg-query')
  try {
    return await parse(text)
  } catch (error) {
    // Anything but a complaint about the text is a fault of the parser, and is told as one.
    if (hasSqlDetails(error)) return undefined
    throw error
  }
}
