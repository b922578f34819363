import { AdminError } from '../errors'
import * as words from '../words/database'

interface Limits {
  /** The maximum number of concurrent statements and transactions for all users. */
  slots: number
  /** The maximum for one user, so that others always find a free slot. */
  perUser: number
  /** Milliseconds after which a waiting request fails. */
  maxWaitMs: number
}

/** The maximum number of waiting requests per user; more are rejected at once. */
const mostWaiting = 500

interface Waiting {
  admit(): void
}

/**
 * Limits concurrent access to the database and assigns slots to waiting users in turn: each gets one before anyone gets
 * another. The pool behind it is first come, first served.
 */
export class FairQueue {
  readonly #limits: Limits
  readonly #running = new Map<string, number>()
  /** By user, in the order of their turns. */
  readonly #waiting = new Map<string, Waiting[]>()
  #taken = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /**
   * Runs the work when it is this user's turn.
   * @throws {AdminError} `BUSY` if that takes too long.
   */
  async run<Result>(user: string, work: () => PromiseLike<Result>): Promise<Result> {
    if (this.#isFree(user) && !this.#waiting.has(user)) this.#take(user)
    else await this.#wait(user)
    try {
      return await work()
    } finally {
      this.#leave(user)
    }
  }

  #isFree(user: string): boolean {
    return this.#taken < this.#limits.slots && (this.#running.get(user) ?? 0) < this.#limits.perUser
  }

  #take(user: string): void {
    this.#taken++
    this.#running.set(user, (this.#running.get(user) ?? 0) + 1)
  }

  #wait(user: string): Promise<void> {
    const line = this.#waiting.get(user) ?? []
    if (line.length >= mostWaiting) return Promise.reject(busy())
    this.#waiting.set(user, line)
    return new Promise((resolve, reject) => {
      const waiting = {
        admit: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1)
        if (line.length === 0) this.#waiting.delete(user)
        reject(busy())
      }, this.#limits.maxWaitMs)
      line.push(waiting)
    })
  }

  #leave(user: string): void {
    this.#taken--
    const left = (this.#running.get(user) ?? 1) - 1
    if (left === 0) this.#running.delete(user)
    else this.#running.set(user, left)
    this.#admitNext()
  }

  #admitNext(): void {
    for (const [user, line] of this.#waiting) {
      if (!this.#isFree(user)) continue
      const [next] = line.splice(0, 1)
      this.#waiting.delete(user)
      // Moved to the end, so that all others come first.
      if (line.length > 0) this.#waiting.set(user, line)
      if (!next) continue
      this.#take(user)
      next.admit()
      return
    }
  }
}

const busy = () => new AdminError('BUSY', words.busy, { retryAfter: 5 })
