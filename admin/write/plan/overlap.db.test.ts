import { expect } from 'vitest'
import { postList, postUndo, undoPage, type AdminContext } from '@/admin/server'
import { adminOf, test } from '../../testing/kit/site-test'

type Entry = [string, string]

/** What a merge of two authors asks to be agreed to. */
async function rehearsed(ctx: AdminContext, survivor: string): Promise<Entry[]> {
  const entries: Entry[] = [
    ['~action', '~merge'],
    ['key', '1'],
    ['key', '2'],
    ['~step', 'review'],
    ['~survivor', survivor],
  ]
  const answer = await postList(ctx, adminOf(ctx, 'authors'), entries)
  if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error('Nothing was asked.')
  return [...entries, ['~seal', answer.confirm.page.seal]]
}

/** Those that were carried out, which lead somewhere; the others show what differs, or are refused. */
const carriedOut = (answers: readonly PromiseSettledResult<object>[]) =>
  answers.filter((answer) => answer.status === 'fulfilled' && 'href' in answer.value)

test('REL-011: of two merges of the same rows, each with another survivor, one is carried out', async ({
  as,
  client,
}) => {
  const ctx = as()
  for (let round = 0; round < 3; round++) {
    const [first, second] = [
      { ...ctx, requestId: `first-${round}` },
      { ...ctx, requestId: `second-${round}` },
    ]
    const plans = [await rehearsed(first, '1'), await rehearsed(second, '2')] as const

    const answers = await Promise.allSettled([
      postList(first, adminOf(first, 'authors'), plans[0]),
      postList(second, adminOf(second, 'authors'), plans[1]),
    ])

    expect(carriedOut(answers)).toHaveLength(1)
    const authors = await client<{ id: number }[]>`select id from authors where id < 3`
    expect(authors).toHaveLength(1)
    expect(await client`select distinct author_id from books where author_id < 3`).toEqual([
      { author_id: authors[0]?.id },
    ])
    const done = (
      await client<{ id: string }[]>`
      select distinct request_id as id from brolly.audit_entries where request_id like ${`%-${round}`}`
    ).map(({ id }) => id)
    expect(done).toHaveLength(1)

    // Of two users who take it back at the same moment, one does.
    const source = done[0] ?? ''
    const { seal } = await undoPage(ctx, source)
    const undone = await Promise.allSettled(
      ['a', 'b'].map((name) =>
        postUndo({ ...ctx, requestId: `undo-${round}-${name}` }, { requestId: source, entries: [['~seal', seal]] }),
      ),
    )
    expect(carriedOut(undone)).toHaveLength(1)
    expect(await client`select id from authors where id < 3 order by id`).toEqual([{ id: 1 }, { id: 2 }])
    expect(
      await client`
      select count(distinct request_id)::int as undos from brolly.audit_entries where request_id like ${`undo-${round}-%`}`,
    ).toEqual([{ undos: 1 }])
  }
})
