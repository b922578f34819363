import nextEnv from '@next/env'
import { program } from './program'

/** `dev` and the tools beside it read `.env.development`; what runs in production does not. */
function isDevelopment(command: string | undefined): boolean {
  return command !== 'build' && command !== 'start' && process.env.NODE_ENV !== 'production'
}

const command = process.argv[2]
nextEnv.loadEnvConfig(process.cwd(), isDevelopment(command), { info: () => undefined, error: console.error })

process.exit(await program(process.argv.slice(2)))
