import { expect, test } from 'vitest'
import { answersFrom, type AnswerFlags } from './migration-answers'
import type { Terminal } from './terminal'

const flags: AnswerFlags = { rename: [], default: [], input: true }

/** A terminal with the given answers, which records its questions and messages. */
function person(...answers: string[]): { terminal: Terminal; heard: string[] } {
  const heard: string[] = []
  const answer = async (question: string) => {
    heard.push(question)
    return answers.shift() ?? ''
  }
  const listen = (line: string) => void heard.push(line)
  const terminal: Terminal = {
    interactive: true,
    print: listen,
    warn: listen,
    ask: answer,
    askSecret: answer,
    confirm: async (question) => (await answer(question)) === 'yes',
    choose: (question, options) => answer(`${question} ${options.join(' | ')}`),
  }
  return { terminal, heard }
}

const rename = { kind: 'column', of: 'books', added: 'books.heading', removed: ['books.title', 'books.name'] } as const
const column = { column: 'books.isbn', type: 'text', reason: 'added' } as const

test('the prompt asks once whether something new is a renamed old one', async () => {
  const { terminal, heard } = person('renamed from books.name', 'new (books.title, books.name are removed)')
  const answers = answersFrom(flags, terminal)

  expect(await answers.renamedFrom(rename)).toBe('books.name')
  expect(await answers.renamedFrom(rename)).toBeUndefined()
  expect(heard[0]).toBe(
    'Is the column books.heading new, or renamed? renamed from books.title | renamed from books.name | new (books.title, books.name are removed)',
  )
})

test('the prompt asks for a value until it is an expression, and can be left', async () => {
  const { terminal, heard } = person('no quotes', `'none'`, '')
  const answers = answersFrom(flags, terminal)

  expect(await answers.defaultFor(column)).toBe(`'none'`)
  expect(heard).toContain("Not a valid SQL expression. Text needs quotes: 'words'")
  await expect(answers.defaultFor(column)).rejects.toThrow('Nothing was written.')
})

test('questions answered by flags are not asked, and --no-input asks none', async () => {
  const { terminal, heard } = person()
  const given = answersFrom({ ...flags, rename: ['books.title:heading'], default: [`books.isbn=''`] }, terminal)
  const silent = answersFrom({ ...flags, input: false }, terminal)

  expect(await given.renamedFrom(rename)).toBe('books.title')
  expect(await given.defaultFor(column)).toBe(`''`)
  expect(await silent.renamedFrom(rename)).toBeUndefined()
  await expect(silent.defaultFor(column)).rejects.toThrow('--default "books.isbn=')
  expect(heard).toEqual([])
})

test('a file that is not a valid answers file is reported', () => {
  expect(() => answersFrom({ ...flags, answers: 'nowhere.json' }, person().terminal)).toThrow(
    'File not found: nowhere.json.',
  )
  for (const answers of ['README.md', 'tsconfig.json'])
    expect(() => answersFrom({ ...flags, answers }, person().terminal)).toThrow(
      `${answers} is not a valid answers file.`,
    )
})
