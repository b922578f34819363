/**
 * Loaded beside Next, which knows nothing of who started it: when that process is gone, whatever way it went,
 * the server goes too and leaves its port to the next one.
 */
const graceMs = 3_000

// Next starts processes of its own with the same flags, whose channels are not for us.
if (process.channel && process.ppid === Number(process.env.BROLLY_COMMAND)) {
  process.channel.unref()
  process.on('disconnect', () => {
    setTimeout(() => process.exit(143), graceMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
}
