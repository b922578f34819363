import { expect, test, vi } from 'vitest'
import type { ListColumn, ListPage, ListRow } from '@/admin/client'
import { defineFieldView, markup } from '../../fields'
import { fieldView, loadFieldViewsBy } from '../../fields/own-views'
import { rowsMarkup } from './list-rows'

function column(name: string, kind: ListColumn['kind']): ListColumn {
  return {
    name,
    label: name,
    kind,
    align: 'left',
    sortHref: null,
    sorted: null,
    sortRank: null,
    addSortHref: null,
    slowSort: false,
  }
}

function pageOf(columns: ListColumn[], rows: ListRow[], more: Partial<ListPage> = {}): ListPage {
  return {
    table: 'notes',
    href: '/admin/notes',
    title: 'Notes',
    singular: 'note',
    plural: 'Notes',
    columns,
    rows,
    rowCount: rows.length,
    countLabel: '1 row',
    exactCount: 1,
    rangeLabel: '1–1',
    search: null,
    chips: [],
    clearFiltersHref: null,
    filters: [],
    panel: { rows: [], steps: [], line: { text: '', problem: null }, open: false, edit: null, counts: null, href: '' },
    pager: { firstHref: null, previousHref: null, nextHref: null, lastHref: null, pages: [] },
    sizes: [],
    columnChoices: [],
    defaultColumnsHref: '',
    groups: null,
    totals: [],
    totalsHref: '',
    totalValues: null,
    actions: [],
    tableActions: [],
    cancelHref: '/admin/-/api/cancel',
    addHref: null,
    wholeHref: '/admin/things',
    presets: [],
    openingNote: null,
    viewsHref: '/admin/-/views/books',
    trashHref: null,
    exportHref: null,
    exportOptionsHref: null,
    listQuery: '',
    linked: true,
    hiddenParameters: [],
    empty: null,
    readOnlyNote: null,
    notice: null,
    asksToRun: false,
    ...more,
  }
}

test('SEC-145 DJ-064: markup in a cell, a label, a title and a link is shown as text', () => {
  const evil = `<img src=x onerror="alert(1)">'&`
  const json = '{"</script><script>alert(1)//":"</td>"}'
  const columns = [column('a', 'text'), column('b', 'text'), column('c', 'timestamp'), column('d', 'relation')]
  columns.push(column('e', 'json'))

  const { html } = rowsMarkup(pageOf(columns, [['1', evil, evil, evil, [evil, evil], [evil, evil], json]]), true)

  expect(html).not.toMatch(/<img|<\/?script|"<\/td/u)
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&#39;&amp;/g)).toHaveLength(7)
})

test('NULL, an empty text and a value look different', () => {
  const columns = [column('a', 'text'), column('b', 'text'), column('c', 'text'), column('d', 'text')]

  const { html } = rowsMarkup(pageOf(columns, [['1', 'One', 'One', null, '', 'x']]), false)

  expect(html).toContain('<td class="z">null</td><td></td><td>x</td>')
})

test('DJ-061: a boolean is a sign with a text alternative, and NULL is neither', () => {
  const columns = [column('a', 'text'), column('b', 'boolean'), column('c', 'boolean'), column('d', 'boolean')]

  const { html } = rowsMarkup(pageOf(columns, [['1', 'One', 'One', 't', 'f', null]]), false)

  expect(html).toContain('aria-label="Yes"')
  expect(html).toContain('aria-label="No"')
  expect(html).toContain('<td class="z">null</td>')
})

test('the record link contains the list to return to, and a table without a key has no links', () => {
  const columns = [column('a', 'text')]
  const listQuery = 'q=a&status.eq=b'

  const linked = rowsMarkup(pageOf(columns, [['7,x~2E', 'One', 'One']], { listQuery }), true).html
  const bare = rowsMarkup(pageOf(columns, [['', 'One', 'One']], { linked: false }), false).html

  expect(linked).toContain('href="/admin/notes/7,x~2E?list=q%3Da%26status.eq%3Db"')
  expect(linked).toContain('value="7,x~2E"')
  expect(bare).toBe('<tr><th scope="row" class="f">One</th></tr>')
})

test('a choice keeps its colour, and known values have different ones', () => {
  const options = ['draft', 'active', 'archived', 'sold out'].map((value) => ({ value, label: value }))
  const filters = [{ name: 's', label: 'S', operators: [], options, inputType: 'text' as const }]
  const rows = options.map(({ value }, index): ListRow => [String(index), value, value, value])

  const { html } = rowsMarkup(pageOf([column('a', 'text'), column('s', 'choice')], rows, { filters }), false)

  expect(new Set(html.match(/dot d\d/g)).size).toBe(4)
})

test('a first column that is a link to another table leads to its own row all the same', () => {
  const rows: ListRow[] = [['1,2', 'Order 1 · Desk', ['Order 1', '/admin/orders/1'], ['Desk', '/admin/products/2']]]

  const { html } = rowsMarkup(pageOf([column('order', 'relation'), column('product', 'relation')], rows), false)

  expect(html).toContain('<a href="/admin/notes/1,2">Order 1</a>')
  expect(html).toContain('<a href="/admin/products/2">Desk</a>')
  expect(html).not.toContain('/admin/orders/1')
})

test('a picture in the first column leads to its row, and in others to itself', () => {
  const picture = ['chair.png', '/files/1'] as const
  const columns = [column('a', 'image'), column('b', 'image')]

  const { html } = rowsMarkup(pageOf(columns, [['7', 'Chair', picture, picture]]), false)

  expect(html).toMatch(/<a href="\/admin\/notes\/7"><img src="\/files\/1\?size=thumb" alt="chair.png"/u)
  expect(html).toMatch(/<a href="\/files\/1"><img /u)
})

test.for(['', '   ', '\u200B', '\u202E'])('a first cell of %j is still a link that can be clicked', (blank) => {
  const { html } = rowsMarkup(pageOf([column('title', 'text')], [['7', '#7', blank]]), false)

  expect(html).toContain('<a href="/admin/notes/7">#7</a>')
})

test('a cell of the project draws a value, and one that it cannot draw stays as it is', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue()
  const stars = defineFieldView({ Cell: (shown) => markup`<b>${'*'.repeat(Number(shown))}</b>` })
  loadFieldViewsBy(() => Promise.resolve({ default: stars }))
  await fieldView('shop/fields/stars')
  const page = pageOf(
    [column('title', 'text'), { ...column('rating', 'integer'), view: 'shop/fields/stars' }],
    [
      ['1', 'A', 'A', '3'],
      ['2', 'B', 'B', '-1'],
    ],
  )

  const { html } = rowsMarkup(page, false)

  expect(html).toContain('<td><b>***</b></td>')
  expect(html).toContain('<td>-1</td>')
  expect(told).toHaveBeenCalledOnce()
  told.mockRestore()
})
