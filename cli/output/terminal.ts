import { AdminError } from '@/admin/errors'

/** Output to the user and, in a terminal, questions. */
export interface Terminal {
  /** False in a pipe, a container, or a test: then no question can be asked. */
  readonly interactive: boolean
  print(line: string): void
  warn(line: string): void
  ask(question: string): Promise<string>
  /** Input is not echoed. */
  askSecret(question: string): Promise<string>
  confirm(question: string): Promise<boolean>
  /** @returns One of the options. */
  choose(question: string, options: readonly string[]): Promise<string>
}

/** Loaded for the first question, because most commands ask none. */
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
 * Asks for a new password twice until both match.
 *
 * @throws {AdminError} `INVALID` after three attempts.
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
