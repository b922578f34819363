import { AdminError } from '@/admin/errors'

/** Asks whether a new object is an existing one under another name. */
export interface RenameQuestion {
  readonly kind: 'schema' | 'enum' | 'value' | 'table' | 'column'
  /** The table of a column, or the enum of a value. */
  readonly of?: string
  /** As shown to users: `books`, `books.title`, `mood.sad`. */
  readonly added: string
  /** Objects that have disappeared and may have been renamed to it, in the same form. */
  readonly removed: readonly string[]
}

/** Asks what existing rows should hold in a column that may no longer be empty. */
export interface DefaultQuestion {
  /** `books.isbn` */
  readonly column: string
  readonly type: string
  /** Whether the column is new, or exists and was nullable. */
  readonly reason: 'added' | 'nullable'
}

/** A source of answers: flags, a file, or a user at the terminal. */
export interface Answers {
  /** @returns One of `removed`, or `undefined` if the object is new. */
  renamedFrom(question: RenameQuestion): Promise<string | undefined>
  /** @returns An SQL expression, or `undefined` to leave the rows unchanged. */
  defaultFor(question: DefaultQuestion): Promise<string | undefined>
}

export interface GivenAnswers {
  /** `old:new` */
  readonly renames: readonly string[]
  /** `table.column=expression` */
  readonly defaults: readonly string[]
}

/**
 * Answers given in advance. Questions they leave open go to `otherwise`.
 *
 * @returns `unused` lists the answers that matched no question, which are usually misspelled.
 */
export function givenAnswers(given: GivenAnswers, otherwise: Answers): Answers & { unused(): string[] } {
  const used = new Set<string>()
  const use = (words: string) => (used.add(words), words)
  return {
    async renamedFrom(question) {
      for (const words of given.renames) {
        const from = question.removed.find((old) => namesRename(words, old, question))
        if (from !== undefined) return use(words) && from
      }
      return otherwise.renamedFrom(question)
    },
    async defaultFor(question) {
      const words = given.defaults.find((candidate) => candidate.startsWith(`${question.column}=`))
      if (words !== undefined) return use(words).slice(question.column.length + 1)
      return otherwise.defaultFor(question)
    },
    unused: () => [...given.renames, ...given.defaults].filter((words) => !used.has(words)),
  }
}

/** `books.title:heading` is short for `books.title:books.heading`. */
function namesRename(words: string, old: string, { of, added }: RenameQuestion): boolean {
  return (
    words === `${old}:${added}` ||
    (of !== undefined && `${of}.${words.slice(old.length + 1)}` === added && words.startsWith(`${old}:`))
  )
}

/** Answers no question: everything new counts as new, and a column that needs an expression is an error. */
export const noAnswers: Answers = {
  renamedFrom: async () => undefined,
  async defaultFor({ column, reason }) {
    const why = reason === 'added' ? `${column} is new and NOT NULL` : `${column} becomes NOT NULL and may contain NULL`
    throw new AdminError(
      'INVALID',
      `${why}, so existing rows need a value. Give one with: npx brolly makemigrations --default "${column}=<SQL expression>"`,
    )
  },
}

/** Fails on the first question and names the flags that answer it. */
export const refuseQuestions: Answers = {
  ...noAnswers,
  async renamedFrom({ added, removed, kind }) {
    const [first = ''] = removed
    throw new AdminError(
      'INVALID',
      `The ${kindWord[kind]} ${added} is new and ${removed.join(', ')} ${removed.length === 1 ? 'is' : 'are'} gone. This may be a rename. ` +
        `If so, add --rename ${first}:${added}. To remove and add instead, use --no-input. To be asked, run \`npx brolly makemigrations\` in a terminal.`,
    )
  },
}

export const kindWord: Readonly<Record<RenameQuestion['kind'], string>> = {
  schema: 'schema',
  enum: 'enum',
  value: 'enum value',
  table: 'table',
  column: 'column',
}
