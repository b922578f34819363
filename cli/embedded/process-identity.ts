import { readFileSync } from 'node:fs'

/**
 * A process as `<pid>:<start>`, so that a later process with the same number is not taken for it.
 *
 * The start is known on Linux only; elsewhere the number alone has to do.
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
    // Somebody else's process is running as well.
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

/** The fields of `/proc/<pid>/stat` after the name, which may hold spaces and brackets itself. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
