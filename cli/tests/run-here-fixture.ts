import type { Terminal } from '../output/terminal'
import { program } from '../program'
import type { CliResult } from './cli-process'

/**
 * Runs the command line in this process, in this project and without a terminal. That takes milliseconds, where `runCli`
 * takes a second of processor time. Use `runCli` where the process itself is tested, and for commands that write to its
 * streams, such as a dump to the standard output.
 *
 * @param variables The whole environment.
 */
export async function runHere(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  let out = ''
  let err = ''
  const noTerminal = () => Promise.reject(new Error('A question was asked without a terminal.'))
  const terminal: Terminal = {
    interactive: false,
    print: (line) => void (out += `${line}\n`),
    warn: (line) => void (err += `${line}\n`),
    ask: noTerminal,
    askSecret: noTerminal,
    confirm: noTerminal,
    choose: noTerminal,
  }
  const code = await program(args, { terminal, variables: { NODE_ENV: 'test', ...variables } })
  return { code, out, err }
}
