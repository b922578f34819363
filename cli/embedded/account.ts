import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { AdminError } from '@/admin/errors'

/** The system account that runs PostgreSQL, which refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * The account to run PostgreSQL as; `undefined` for the current user.
 *
 * When running as root this is `postgres`, which is created if it does not exist.
 *
 * @throws {AdminError} `MISCONFIGURED` if it does not exist and cannot be created.
 */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const account = findAccount() ?? createAccount()
  if (account) return account
  throw new AdminError(
    'MISCONFIGURED',
    'PostgreSQL does not run as root and the user "postgres" could not be created. Run brolly as another user, or set DATABASE_URL.',
  )
}

function findAccount(): Account | undefined {
  const listed = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (listed) return { uid: Number(listed[1]), gid: Number(listed[2]) }
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

function createAccount(): Account | undefined {
  const ways: [string, string[]][][] = [
    [
      ['groupadd', ['--system', 'postgres']],
      ['useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']],
    ],
    [
      ['addgroup', ['-S', 'postgres']],
      ['adduser', ['-S', '-D', '-H', '-G', 'postgres', 'postgres']],
    ],
  ]
  for (const way of ways) {
    for (const [command, args] of way) spawnSync(command, args, { stdio: 'ignore' })
    const account = findAccount()
    if (account) return account
  }
  return undefined
}

/** Whether the account can enter and read a folder, and write to it if required. */
export function canUse(account: Account | undefined, folder: string, right: 'read' | 'write'): boolean {
  const test = right === 'write' ? 'test -r "$0" && test -w "$0" && cd "$0"' : 'test -r "$0" && cd "$0"'
  return spawnSync('/bin/sh', ['-c', test, folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}
