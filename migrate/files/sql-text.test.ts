import { expect, test } from 'vitest'
import { splitStatements, withoutComments } from './sql-text'

const texts = (text: string) => splitStatements(text).map((statement) => statement.text)

test.each([
  ['several on a line', 'select 1; select 2;', ['select 1', 'select 2']],
  ['none', ' -- nothing yet;\n/* ; */ ; ', []],
  ['quotes', `select ';', "a;b", 'it''s;'; select 2`, [`select ';', "a;b", 'it''s;'`, 'select 2']],
  ['escapes', `select E'a\\';b', name'x'; select 2`, [`select E'a\\';b', name'x'`, 'select 2']],
  ['nested comments', 'select /* a /* ; */ ; */ 1; select 2', ['select /* a /* ; */ ; */ 1', 'select 2']],
  [
    'dollar quotes',
    'do $a$ begin; $$;$$ end $a$; select $1, a$b$, 2',
    ['do $a$ begin; $$;$$ end $a$', 'select $1, a$b$, 2'],
  ],
  [
    'a body of SQL',
    'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
    ['create function f() returns int begin atomic select case when true then 1 end; select 2; end', 'select 3'],
  ],
])('%s', (_, text, expected) => {
  expect(texts(text)).toEqual(expected)
})

test('the code of a statement is without its comments, in quotes nothing is one', () => {
  expect(splitStatements("-- why\nselect '--x' /* y */ , 1")).toEqual([
    { text: "-- why\nselect '--x' /* y */ , 1", code: "select '--x'   , 1" },
  ])
  expect(withoutComments('-- a\ncreate /* b */ index')).toBe('create   index')
})
