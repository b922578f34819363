import os from 'node:os'

/** The operating system user who runs the command, for the records of migrations and accounts. */
export function whoRuns(): string {
  try {
    return `${os.userInfo().username}@${os.hostname()}`
  } catch {
    // In a container the user id may have no name.
    return `uid ${process.getuid?.() ?? '?'}@${os.hostname()}`
  }
}
