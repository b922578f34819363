/** A test that waits for ever keeps its worker alive even when Vitest itself was killed: the worker goes along. */
const end = () => process.exit(1)

// Once for each worker, whichever files it runs.
if (!process.listeners('disconnect').some((listener) => listener.name === end.name)) process.once('disconnect', end)
