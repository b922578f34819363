import type { Node } from 'libpg-query'

const roleSettings = ['role', 'session_authorization']
const inCode = /\b(?:set|reset)\s+(?:local\s+|session\s+)?(?:role|session\s+authorization)\b/iu

/**
 * Whether a statement changes the role for the rest of the run, or resets settings that the run depends on: directly,
 * through `set_config`, or in the code of a block.
 */
export function changesRole(node: Node): boolean {
  if ('VariableSetStmt' in node) {
    const { kind, name = '' } = node.VariableSetStmt
    return kind === 'VAR_RESET_ALL' || roleSettings.includes(name)
  }
  if ('DiscardStmt' in node) return true
  // Settings of a role or a function take effect elsewhere.
  if ('AlterRoleSetStmt' in node || 'CreateFunctionStmt' in node) return false
  return someObject(node, (part) => ('FuncCall' in part && setsRole(part.FuncCall)) || isCodeThatSetsRole(part))
}

type Part = Readonly<Record<string, unknown>>

function someObject(value: unknown, test: (part: Part) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => someObject(item, test))
  if (typeof value !== 'object' || value === null) return false
  // A node of the parse tree is an object of nodes.
  const part = value as Part
  return test(part) || Object.values(part).some((child) => someObject(child, test))
}

/** `set_config('role', …)`, also with a cast around the name. */
function setsRole(call: unknown): boolean {
  if (typeof call !== 'object' || call === null || !('funcname' in call) || !('args' in call)) return false
  const isSetConfig = someObject(call.funcname, (part) => part.sval === 'set_config')
  const [name] = Array.isArray(call.args) ? call.args : []
  return (
    isSetConfig &&
    someObject(name, (part) => typeof part.sval === 'string' && roleSettings.includes(part.sval.toLowerCase()))
  )
}

function isCodeThatSetsRole(part: Part): boolean {
  return part.defname === 'as' && someObject(part.arg, ({ sval }) => typeof sval === 'string' && inCode.test(sval))
}
