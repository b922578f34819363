import { AdminError } from '@/admin/errors'

/** Whether something new is something old under another name. */
export interface RenameQuestion {
  readonly kind: 'schema' | 'enum' | 'value' | 'table' | 'column'
  /** The table of a column, the enum of a value. */
  readonly of?: string
  /** As people write it: `books`, `books.title`, `mood.sad`. */
  readonly added: string
  /** What has vanished and may have been it, written alike. */
  readonly removed: readonly string[]
}

/** What rows that are there already shall hold in a column that may no longer be empty. */
export interface DefaultQuestion {
  /** `books.isbn` */
  readonly column: string
  readonly type: string
  /** Whether the column is new, or was there and could be empty. */
  readonly reason: 'added' | 'nullable'
}

/** Where the answers come from: flags, a file, a person. */
export interface Answers {
  /** @returns One of `removed`, or `undefined` when it is new. */
  renamedFrom(question: RenameQuestion): Promise<string | undefined>
  /** @returns An SQL expression, or `undefined` to leave the rows as they are. */
  defaultFor(question: DefaultQuestion): Promise<string | undefined>
}

export interface GivenAnswers {
  /** `old:new` */
  readonly renames: readonly string[]
  /** `table.column=expression` */
  readonly defaults: readonly string[]
}

/**
 * Answers that were given beforehand; whatever they leave open goes to `otherwise`.
 *
 * @returns `unused` names what was given and met no question: most often a misspelling.
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

/** Answers nothing: what is new is new, and what needs an expression cannot be written. */
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

/** Refuses the first question with the flags that answer it. */
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
