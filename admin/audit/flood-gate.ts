export interface FloodLimits {
  /** The most events of a kind from one source in a window. */
  readonly perSource: number
  /** The most events in a window. */
  readonly inAll: number
  readonly windowMs: number
}

/** Writes one event that stands for so many. */
type WriteGrouped = (times: number) => Promise<void>

/** Decides which events are recorded one by one. The others are counted, and written as one event of each kind. */
export class FloodGate {
  readonly #limits: FloodLimits
  readonly #now: () => number
  #since: number
  #admitted = 0
  #sources = new Map<string, number>()
  #counted = new Map<string, { times: number; write: WriteGrouped }>()
  #timer: NodeJS.Timeout | undefined

  constructor(limits: FloodLimits, now: () => number = Date.now) {
    this.#limits = limits
    this.#now = now
    this.#since = now()
  }

  /** Whether this event is recorded itself. If not, `write` is called within a minute. */
  admits({ kind, source }: { kind: string; source: string }, write: WriteGrouped): boolean {
    if (this.#now() - this.#since >= this.#limits.windowMs) {
      this.#since = this.#now()
      this.#admitted = 0
      this.#sources.clear()
    }
    const key = `${kind} ${source}`
    const before = this.#sources.get(key) ?? 0
    if (this.#admitted < this.#limits.inAll && before < this.#limits.perSource) {
      this.#admitted += 1
      this.#sources.set(key, before + 1)
      return true
    }
    this.#counted.set(kind, { times: (this.#counted.get(kind)?.times ?? 0) + 1, write })
    this.#timer ??= setTimeout(() => void this.flush(), 60_000).unref()
    return false
  }

  /** Writes what was counted. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const counted = [...this.#counted.values()]
    this.#counted.clear()
    for (const { times, write } of counted) await write(times)
  }
}
