import { embeddedServer } from './embedded-server'

/** A process that uses the server of a folder until it is told to stop, for tests that kill it. */
const server = await embeddedServer({ folder: process.env.FOLDER ?? '', settings: ['fsync=off'] })
process.on('SIGTERM', () => void server.release().then(() => process.exit(0)))
process.stdout.write(`${server.url}\n`)
setInterval(() => undefined, 60_000)
