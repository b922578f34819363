import { AdminError } from '../errors'
import * as words from '../words/database'

interface Limits {
  /** Statements and transactions at once, of all people together. */
  places: number
  /** Of one person: somebody else finds a place, however much one asks for. */
  perPerson: number
  /** Milliseconds after which waiting is given up. */
  longestWait: number
}

/** Of one person; more are refused at once. */
const mostWaiting = 500

interface Waiting {
  admit(): void
}

/**
 * Places in front of the database, given to the people who wait in turn: each gets one before anybody gets the next. The pool
 * behind it knows only who came first.
 */
export class FairQueue {
  readonly #limits: Limits
  readonly #running = new Map<string, number>()
  /** By person, whoever is next first. */
  readonly #waiting = new Map<string, Waiting[]>()
  #taken = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /**
   * Does the work when it is this person's turn.
   * @throws {AdminError} `BUSY` when that would take too long.
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
      // To the end: everybody else comes first now.
      if (line.length > 0) this.#waiting.set(person, line)
      if (!next) continue
      this.#take(person)
      next.admit()
      return
    }
  }
}

const busy = () => new AdminError('BUSY', words.busy)
