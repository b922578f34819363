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
  /** @returns One of the options. */
  choose(question: string, options: readonly string[]): Promise<string>
}

/** Loaded for the first question: most commands ask none. */
const prompts = () => import('@clack/prompts')

/** The terminal of this process. */
export const processTerminal: Terminal = {
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  print: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  async ask(message) {
    const { text } = await prompts()
    const answer = await text({ message })
    return typeof answer === 'string' ? answer.trim() : await stopped()
  },
  async askSecret(message) {
    const { password } = await prompts()
    const answer = await password({ message, mask: '•' })
    return typeof answer === 'string' ? answer : await stopped()
  },
  async confirm(message) {
    const { confirm } = await prompts()
    const answer = await confirm({ message, initialValue: false })
    return typeof answer === 'boolean' ? answer : await stopped()
  },
  async choose(message, options) {
    const { select } = await prompts()
    const answer = await select({ message, options: options.map((value) => ({ value, label: value })) })
    return typeof answer === 'string' ? answer : await stopped()
  },
}

async function stopped(): Promise<never> {
  const { cancel } = await prompts()
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
