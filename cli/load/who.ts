import os from 'node:os'

/** Who runs the command, for the records of migrations and accounts. */
export function whoRuns(): string {
  try {
    return `${os.userInfo().username}@${os.hostname()}`
  } catch {
    // A container may run under a number without a name.
    return `uid ${process.getuid?.() ?? '?'}@${os.hostname()}`
  }
}
