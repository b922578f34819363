/**
 * Loaded into the server beside Next, which knows nothing of who started it: when that process is gone, whatever way it went,
 * the server goes too and leaves its port to the next one.
 */
const graceMs = 3_000

if (process.channel) {
  process.channel.unref()
  process.on('disconnect', () => {
    setTimeout(() => process.exit(143), graceMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
}
