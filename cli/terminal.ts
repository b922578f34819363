import { cancel, confirm, password, text } from '@clack/prompts'
import { AdminError } from '@/admin/errors'

/** The person at the other end, if there is one. */
export interface Terminal {
  /** False in a pipe, a container, a test: then nothing can be asked. */
  readonly interactive: boolean
  print(line: string): void
  warn(line: string): void
  ask(question: string): Promise<string>
  /** Typed without echo. */
  askSecret(question: string): Promise<string>
  confirm(question: string): Promise<boolean>
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  print: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  ask: async (message) => answered(await text({ message })).trim(),
  askSecret: async (message) => answered(await password({ message, mask: '•' })),
  confirm: async (message) => answered(await confirm({ message, initialValue: false })),
}

function answered<T extends string | boolean>(answer: T | symbol): T {
  if (typeof answer !== 'symbol') return answer
  cancel('Nothing was changed.')
  throw new AdminError('INVALID', 'Stopped.')
}

/**
 * Asks for a new password twice until both are alike.
 *
 * @throws {AdminError} `INVALID` after three tries.
 */
export async function askNewPassword(terminal: Terminal): Promise<string> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const first = await terminal.askSecret('Password')
    const second = await terminal.askSecret('Password again')
    if (first === second && first !== '') return first
    terminal.warn(first === '' ? 'The password is empty.' : 'The two passwords differ.')
  }
  throw new AdminError('INVALID', 'No password was set. Run the command again.')
}
