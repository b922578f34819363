import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { classNamesIn, classNamesOfStyles } from './class-names'
import { sourceFiles } from './zones'

const root = process.cwd()
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const components = sourceFiles(root).filter((file) => /^(?:app|components)\//u.test(file) && !file.includes('.test.'))
const sheets = ['app', 'components']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.css'))
const styles = classNamesOfStyles(sheets.map(read).join('\n'))
/** Classes without a rule, by which scripts find elements. */
const hooks = new Set(['every'])

test('every class of a component has a rule in a style sheet', () => {
  const unknown = components.flatMap((file) =>
    classNamesIn(file, read(file))
      .filter(({ name }) => !styles.has(name) && !hooks.has(name))
      .map(({ line, name }) => `${file}:${line}: ${name}`),
  )

  expect(unknown).toEqual([])
})

test('every class of a style sheet is used', () => {
  const source = components.map(read).join('\n')
  // Numbered colours: `d${index}`.
  const isUsed = (name: string) =>
    new RegExp(String.raw`(?<![\w-])(?:${name}(?![\w-])|${name.replace(/\d$/u, '')}\$\{)`, 'u').test(source)

  expect([...styles].filter((name) => !isUsed(name))).toEqual([])
})

test.each([
  ['const a = <p className="muted note" />', ['muted', 'note']],
  ["const a = <p className={wide ? 'box wide' : 'box'} />", ['box', 'wide', 'box']],
  ["const a = <p className={tone === 'neutral' ? 'badge' : `badge ${tone}`} />", ['badge', 'badge']],
  ['const a = <p className={`notice ${tone}`} />', ['notice']],
  ["const a = <p className={join(['f', last && 'n'])} />", ['f', 'n']],
  ['const a = markup`<i class="dot d${index}"></i><b class="n">${text}</b>`', ['dot', 'n']],
  ["card.className = 'peek'", ['peek']],
  ["const number = { draw, className: 'n' }", ['n']],
  ["const className = mono ? 'input mono' : 'input'", ['input', 'mono', 'input']],
])('the classes of: %s', (source, names) => {
  expect(classNamesIn('a.tsx', source).map(({ name }) => name)).toEqual(names)
})

test('the classes of a style sheet', () => {
  const css = '/* .old */ .a:is(.b, .c)::before { background: url("http://www.w3.org"); width: 0.5px; content: "x" }'

  expect([...classNamesOfStyles(css)]).toEqual(['a', 'b', 'c'])
})
