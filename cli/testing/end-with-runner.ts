/**
 * A test that never ends keeps its worker alive even after Vitest was killed, so the worker exits when the connection
 * closes.
 */
const end = () => process.exit(1)

// Once per worker, whichever files it runs.
if (!process.listeners('disconnect').some((listener) => listener.name === end.name)) process.once('disconnect', end)
