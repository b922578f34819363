import nextEnv from '@next/env'
import { processTerminal } from './output/terminal'
import { program } from './program'
import { endInOrder } from './run-context'

/** `dev` and related commands read `.env.development`; production commands do not. */
function isDevelopment(command: string | undefined): boolean {
  return command !== 'build' && command !== 'start' && process.env.NODE_ENV !== 'production'
}

const command = process.argv[2]
nextEnv.loadEnvConfig(process.cwd(), isDevelopment(command), { info: () => undefined, error: console.error })

process.exit(
  await program(process.argv.slice(2), {
    terminal: processTerminal,
    variables: process.env,
    onStart: endInOrder,
  }),
)
