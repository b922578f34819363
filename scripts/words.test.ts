import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type LooseWords, wordsInComponent, wordsInEngine } from './words'
import { sourceFiles } from './zones'

const tests = /\.(?:test|test-d|bench)\.tsx?$|-fixture\.ts$/u

/** Rooms of the engine that keep their messages. */
const ownMessages: readonly RegExp[] = [
  // The words themselves.
  /^admin\/words\//u,
  // Read by developers at a terminal or beside a declaration, like those of `cli/` and `migrate/`, and explained per id in docs/.
  /^admin\/(?:check|advise)\//u,
  // Read by developers at a terminal: `brolly dumpdata` and `loaddata`.
  /^admin\/io\//u,
  // For tests of a project.
  /^admin\/testing\//u,
  // The public side of the demo, which a project replaces.
  /^app\/(?:page\.tsx$|(?:shop|members|inquiry)\/)/u,
  // A setting that is missing, for developers.
  /^app\/admin\/-\/migrations\/migration-source\.ts$/u,
]

function looseWords(zone: string, wordsIn: (file: string, source: string) => LooseWords[]): string[] {
  const root = process.cwd()
  return sourceFiles(root)
    .filter((file) => file.startsWith(`${zone}/`) && !tests.test(file))
    .filter((file) => !file.startsWith(`${zone}/words/`) && !ownMessages.some((room) => room.test(file)))
    .flatMap((file) =>
      wordsIn(file, readFileSync(path.join(root, file), 'utf8')).map(({ line, text }) => `${file}:${line}: ${text}`),
    )
}

test('the words of components are in components/words', () => {
  expect(looseWords('components', wordsInComponent)).toEqual([])
})

test('the words of routes and server actions are in components/words', () => {
  expect(looseWords('app', wordsInComponent)).toEqual([])
})

test('the sentences of the engine are in admin/words', () => {
  expect(looseWords('admin', wordsInEngine)).toEqual([])
})

test.each([
  ['const a = <p>Saved</p>', 'Saved'],
  ["const a = <p>{pending ? 'Saving…' : words.save}</p>", 'Saving…'],
  ["const a = <p>{failed && 'failed'}</p>", 'failed'],
  ['const a = <p>{`in ${took}`}</p>', 'in {}'],
  ['const a = <nav aria-label="Pages" />', 'Pages'],
  ['const a = <b title={`Remove ${name}`} />', 'Remove {}'],
  ["const a = <b title={open ? 'Close' : words.open} />", 'Close'],
  ["const a = <Head all={count === null ? 'All' : words.all(count)} />", 'All'],
  ["const question = 'Leave without saving?'", 'Leave without saving?'],
  ['const a = markup`<td title="Slow order">${text}</td>`', 'Slow order'],
  ['const a = markup`<td>null</td>`', 'null'],
])('a component may not hold: %s', (source, text) => {
  expect(wordsInComponent('a.tsx', source)).toEqual([{ line: 1, text }])
})

test.each([
  'const a = <p className="note muted">{words.saved}</p>',
  "const a = <p className={open ? 'notice danger' : ''}>{shown} · {took}</p>",
  "if (event.key === 'Escape') close()",
  "const a = <input onKeyDown={({ key }) => key === 'Escape' && close()} />",
  'const a = markup`<i class="dot d${index}"></i>${shown}`',
  'const a = markup` class="${className}"`',
  "const state: 'in part' | 'applied' = 'in part'",
])('a component may hold: %s', (source) => {
  expect(wordsInComponent('a.tsx', source)).toEqual([])
})

test.each([
  ["throw new AdminError('NOT_FOUND', 'There is no such row.')", 'There is no such row.'],
  ['const a = `You may not ${verb} ${rows}.`', 'You may not {} {}.'],
  ["const label = 'Other tables'", 'Other tables'],
])('the engine may not hold: %s', (source, text) => {
  expect(wordsInEngine('a.ts', source)).toEqual([{ line: 1, text }])
})

test.each([
  'await db.execute(sql`select 1 from ${table} t`)',
  "const query = 'set local statement_timeout = 0'",
  "console.error('Could not record the query.')",
  "throw new Error('The site has no accounts.')",
  "import { a } from './a b'",
])('the engine may hold: %s', (source) => {
  expect(wordsInEngine('a.ts', source)).toEqual([])
})
