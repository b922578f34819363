import { AdminError } from '../errors'
import * as words from '../words/database'

interface Limits {
  /** The maximum number of concurrent statements and transactions for all users. */
  places: number
  /** The maximum for one user, so that others always find a free slot. */
  perPerson: number
  /** Milliseconds after which a waiting request fails. */
  longestWait: number
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
  async run<Result>(person: string, work: () => PromiseLike<Result>): Promise<Result> {
    if (this.#isFree(person) && !this.#waiting.has(person)) this.#take(person)
    else await this.#wait(person)
    try {
      return await work()
    } finally {
      this.#leave(person)
    }
  }

  #isFree(person: string): boolean {
    return this.#taken < this.#limits.places && (this.#running.get(person) ?? 0) < this.#limits.perPerson
  }

  #take(person: string): void {
    this.#taken++
    this.#running.set(person, (this.#running.get(person) ?? 0) + 1)
  }

  #wait(person: string): Promise<void> {
    const line = this.#waiting.get(person) ?? []
    if (line.length >= mostWaiting) return Promise.reject(busy())
    this.#waiting.set(person, line)
    return new Promise((resolve, reject) => {
      const waiting = {
        admit: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1)
        if (line.length === 0) this.#waiting.delete(person)
        reject(busy())
      }, this.#limits.longestWait)
      line.push(waiting)
    })
  }

  #leave(person: string): void {
    this.#taken--
    const left = (this.#running.get(person) ?? 1) - 1
    if (left === 0) this.#running.delete(person)
    else this.#running.set(person, left)
    this.#admitNext()
  }

  #admitNext(): void {
    for (const [person, line] of this.#waiting) {
      if (!this.#isFree(person)) continue
      const [next] = line.splice(0, 1)
      this.#waiting.delete(person)
      // Moved to the end, so that all others come first.
      if (line.length > 0) this.#waiting.set(person, line)
      if (!next) continue
      this.#take(person)
      next.admit()
      return
    }
  }
}

const busy = () => new AdminError('BUSY', words.busy)
