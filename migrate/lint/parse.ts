import type { Node, ParseResult } from 'libpg-query'

/** One statement, parsed by PostgreSQL's own parser. */
export interface ParsedStatement {
  readonly node: Node
  /** Without surrounding whitespace and comments. */
  readonly text: string
}

/**
 * Parses a text into statements.
 *
 * @returns `undefined` if this version of the parser rejects the text; a later server may accept it.
 */
export async function parseStatements(text: string): Promise<ParsedStatement[] | undefined> {
  const result = await parsed(text)
  const bytes = Buffer.from(text)
  return result?.stmts?.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const end = length === undefined || length === 0 ? bytes.length : start + length
    return stmt ? [{ node: stmt, text: bytes.subarray(start, end).toString().trim() }] : []
  })
}

/** Whether an SQL expression is the same for every row, has to be computed, or is not a single expression. */
export async function expressionKind(expression: string): Promise<'constant' | 'computed' | 'none'> {
  // It must be an expression both inside parentheses and without them, where it must not absorb what follows.
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

/** A literal, possibly cast or negated. The transaction's time counts too: it is the same for all rows. */
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
  // The parser is several megabytes, and most commands have nothing to parse.
  const { hasSqlDetails, parse } = await import('libpg-query')
  try {
    return await parse(text)
  } catch (error) {
    // Anything but a syntax error is a fault in the parser.
    if (hasSqlDetails(error)) return undefined
    throw error
  }
}
