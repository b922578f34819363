import type { RecordedQuery } from '../debug/record-queries'

/** Statements about settings do not count as queries. */
const isSetting = ({ sql }: RecordedQuery) => /^\s*(?:set|reset|select set_config\()/iu.test(sql)

/** Records the statements that are sent while some work is done. */
export class QueryLog {
  readonly #sent: RecordedQuery[] = []

  record(query: RecordedQuery): void {
    if (!isSetting(query)) this.#sent.push(query)
  }

  /** The statements that `work` sends, in order. */
  async during(work: () => Promise<unknown>): Promise<RecordedQuery[]> {
    const before = this.#sent.length
    await work()
    return this.#sent.slice(before)
  }

  /**
   * Fails unless `work` sends this many statements. The message lists them without values.
   *
   * @returns The result of `work`.
   */
  async expect<Result>(count: number, work: () => Promise<Result>): Promise<Result> {
    const before = this.#sent.length
    const result = await work()
    const sent = this.#sent.slice(before)
    if (sent.length === count) return result
    const lines = sent.map(({ sql }, index) => `${index + 1}. ${sql.replaceAll(/\s+/gu, ' ').trim()}`)
    throw new Error(`${statements(count)} expected, ${sent.length} sent:\n${lines.join('\n')}`)
  }
}

const statements = (count: number) => (count === 1 ? '1 statement' : `${count} statements`)
