import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import {
  givenAnswers,
  kindWord,
  noAnswers,
  refuseQuestions,
  type Answers,
  type DefaultQuestion,
  type GivenAnswers,
  type RenameQuestion,
} from '@/migrate/generate/answers'
import { expressionKind } from '@/migrate/lint/parse'
import type { Terminal } from './terminal'

/** The flags that answer questions about a migration. */
export const answerFlags = {
  rename: z
    .array(z.string())
    .default([])
    .describe('a rename as old:new, such as books.title:books.heading; repeatable'),
  default: z
    .array(z.string())
    .default([])
    .describe('value for existing rows of a new required column: table.column=<SQL expression>; repeatable'),
  answers: z.string().optional().describe('JSON file of renames and defaults: { "renames": {…}, "defaults": {…} }'),
  input: z.boolean().default(true).describe('never prompt; treat possible renames as remove and add'),
}

export interface AnswerFlags {
  readonly rename: readonly string[]
  readonly default: readonly string[]
  readonly answers?: string
  readonly input: boolean
}

const fileSchema = z.strictObject({
  renames: z.record(z.string(), z.string()).default({}),
  defaults: z.record(z.string(), z.string()).default({}),
})

/**
 * Takes answers from flags and file first, then from the terminal. Without a terminal, an open question is an error.
 */
export function answersFrom(flags: AnswerFlags, terminal: Terminal): GivenAndUnused {
  const otherwise = terminal.interactive ? terminalAnswers(terminal) : refuseQuestions
  return givenAnswers(givenBy(flags), flags.input ? otherwise : noAnswers)
}

/**
 * Answers for a preview: no question requires an answer.
 *
 * @param open Receives the columns whose rows would need a value.
 * @param options.ask Whether the user may be asked about renames.
 */
export function answersForLook(
  flags: AnswerFlags,
  terminal: Terminal,
  { open, ask }: { open: string[]; ask: boolean },
): GivenAndUnused {
  const asks = ask && flags.input && terminal.interactive
  const renamedFrom = (asks ? terminalAnswers(terminal) : noAnswers).renamedFrom
  const defaultFor = async ({ column }: DefaultQuestion) => {
    open.push(column)
    return undefined
  }
  return givenAnswers(givenBy(flags), { renamedFrom, defaultFor })
}

type GivenAndUnused = Answers & { unused(): string[] }

function givenBy(flags: AnswerFlags): GivenAnswers {
  const file = flags.answers === undefined ? { renames: {}, defaults: {} } : readAnswers(flags.answers)
  return {
    renames: [...flags.rename, ...Object.entries(file.renames).map((pair) => pair.join(':'))],
    defaults: [...flags.default, ...Object.entries(file.defaults).map((pair) => pair.join('='))],
  }
}

function readAnswers(file: string): z.infer<typeof fileSchema> {
  if (!existsSync(file)) throw new AdminError('INVALID', `File not found: ${file}.`)
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new AdminError(
      'INVALID',
      `${file} is not a valid answers file. Use this format: { "renames": { "old": "new" }, "defaults": { "table.column": "expression" } }.`,
      { cause: error },
    )
  }
}

function terminalAnswers(terminal: Terminal): Answers {
  return {
    renamedFrom: (question) => askRename(question, terminal),
    defaultFor: (question) => askDefault(question, terminal),
  }
}

async function askRename({ kind, added, removed }: RenameQuestion, terminal: Terminal): Promise<string | undefined> {
  const asNew = `new (${removed.join(', ')} ${removed.length === 1 ? 'is' : 'are'} removed)`
  const options = [...removed.map((old) => `renamed from ${old}`), asNew]
  const answer = await terminal.choose(`Is the ${kindWord[kind]} ${added} new, or renamed?`, options)
  return removed.find((old) => answer === `renamed from ${old}`)
}

async function askDefault({ column, type, reason }: DefaultQuestion, terminal: Terminal): Promise<string> {
  terminal.print(
    reason === 'added'
      ? `${column} is new and cannot be empty. What value should existing rows get?`
      : `${column} can no longer be empty. What value should rows without one get?`,
  )
  for (;;) {
    const answer = await terminal.ask(`An SQL expression of type ${type}; leave empty to quit`)
    if (answer === '') throw new AdminError('INVALID', 'Nothing was written.')
    if ((await expressionKind(answer)) !== 'none') return answer
    terminal.warn("Not a valid SQL expression. Text needs quotes: 'words'")
  }
}
