import { readFileSync } from 'node:fs'

/**
 * Identifies a process as `<pid>:<start>`, so that a later process with the same id is not mistaken for it.
 *
 * The start time is only available on Linux; elsewhere the id alone is used.
 */
export function processIdentity(pid: number): string {
  return `${pid}:${startOf(pid) ?? ''}`
}

export function isRunning(identity: string): boolean {
  const pid = Number(identity.split(':')[0])
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM means that the process runs under another account.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return processIdentity(pid) === identity && stateOf(pid) !== 'Z'
}

function stateOf(pid: number): string | undefined {
  return statFields(pid)?.[0]
}

function startOf(pid: number): string | undefined {
  return statFields(pid)?.[19]
}

/** The fields of `/proc/<pid>/stat` after the name, which may itself contain spaces and parentheses. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
