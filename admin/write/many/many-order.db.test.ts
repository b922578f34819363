import { sql } from 'drizzle-orm'
import { integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { changePage, changeRecord } from '@/admin/server'
import type { AdminContext } from '../../site/context'
import { auditLines } from '../../testing/kit/audit-lines'
import { refusal, saveRecord } from '../../testing/kit/inlines'
import { fieldsOf, postOf } from '../../testing/kit/posts'
import { adminOf, siteTest } from '../../testing/kit/site-test'

const songs = pgTable('songs', { id: integer('id').primaryKey(), name: text('name').notNull() })
const playlists = pgTable('playlists', { id: integer('id').primaryKey(), name: text('name').notNull() })

const sides = () => ({
  playlistId: integer('playlist_id')
    .notNull()
    .references(() => playlists.id),
  songId: integer('song_id')
    .notNull()
    .references(() => songs.id),
})

/** No two rows of a playlist have the same position. */
const tracks = pgTable(
  'tracks',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    ...sides(),
    position: integer('position').notNull().default(0),
  },
  (t) => [unique().on(t.playlistId, t.songId), unique().on(t.playlistId, t.position)],
)
/** Positions may be equal or missing. */
const hits = pgTable('hits', { ...sides(), rank: integer('rank').default(0) }, (t) => [
  primaryKey({ columns: [t.playlistId, t.songId] }),
])

const test = siteTest({
  schema: { songs, playlists, tracks, hits },
  tables: `
    create table songs (id int primary key, name text not null);
    create table playlists (id int primary key, name text not null);
    create table tracks (id int primary key generated always as identity, playlist_id int not null references playlists,
      song_id int not null references songs, position int not null default 0, unique (playlist_id, song_id), unique (playlist_id, position));
    create table hits (playlist_id int not null references playlists, song_id int not null references songs, rank int default 0,
      primary key (playlist_id, song_id))`,
  rows: `
    insert into songs select n, 'S' || n from generate_series(1, 6) n;
    insert into playlists values (1, 'Ours'), (2, 'Theirs');
    insert into tracks (playlist_id, song_id, position) values (1, 1, 10), (1, 2, 20), (1, 3, 30), (2, 3, 10);
    insert into hits values (1, 1, 0), (1, 2, 0), (1, 3, null)`,
})

const ofTracks = defineAdmin(playlists, {
  many: { songs: tracks },
  form: { sections: [{ fields: ['name', 'songs'] }] },
})
const ofHits = defineAdmin(playlists, { many: { songs: hits }, form: { sections: [{ fields: ['name', 'songs'] }] } })

const pageOf = (ctx: AdminContext) => changePage(ctx, adminOf(ctx, 'playlists'), { key: '1', list: '' })
const orderOf = async (ctx: AdminContext, name: string) =>
  fieldsOf(await pageOf(ctx)).find(({ meta }) => meta.name === name)?.value
const change = (ctx: AdminContext, sent: ReturnType<typeof postOf>) =>
  changeRecord(ctx, adminOf(ctx, 'playlists'), { key: '1', form: sent })

describe('the order of related rows', () => {
  test('is saved as an exchange of unique positions, with an entry for each row', async ({ as, client }) => {
    const ctx = as({ admins: [ofTracks] })
    const sent = postOf(await pageOf(ctx), { tracks: '3 1 2' })
    expect(await change(ctx, sent)).toMatchObject({ changed: true })
    expect(await client`select song_id, position from tracks order by playlist_id, position`).toEqual([
      { song_id: 3, position: 10 },
      { song_id: 1, position: 20 },
      { song_id: 2, position: 30 },
      { song_id: 3, position: 10 },
    ])
    const lines = await auditLines(client)
    expect(lines.map(({ table, action }) => [table, action])).toEqual([
      ['tracks', 'change'],
      ['tracks', 'change'],
      ['tracks', 'change'],
    ])
    expect(new Set(lines.map(({ request }) => request)).size).toBe(1)
    expect(await change(ctx, sent)).toMatchObject({ changed: false })
  })

  test('may change along with what is added and removed', async ({ as, client }) => {
    const ctx = as({ admins: [ofTracks] })
    await saveRecord(ctx, ['playlists', '1'], { tracks: '5 3 1' })
    expect(await orderOf(ctx, 'tracks')).toBe('5 3 1')
    expect(await client`select count(*)::int from tracks where playlist_id = 1`).toEqual([{ count: 3 }])
  })

  test('keeps the places of rows that others added meanwhile, and passes over those that are gone', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: [ofTracks] })
    const sent = postOf(await pageOf(ctx), { tracks: '3 2 1' })
    await client`insert into tracks (playlist_id, song_id, position) values (1, 6, 40)`
    await client`delete from tracks where playlist_id = 1 and song_id = 2`
    await change(ctx, sent)
    expect(await orderOf(ctx, 'tracks')).toBe('3 1 6')
  })

  test('is numbered anew where positions are equal or missing', async ({ as, client }) => {
    const ctx = as({ admins: [ofHits] })
    const sent = postOf(await pageOf(ctx), { hits: '3 1 2' })
    await client`insert into hits values (1, 6, null)`
    await change(ctx, sent)
    expect(await client`select song_id, rank from hits order by rank`).toEqual(
      [3, 1, 2, 6].map((id, index) => ({ song_id: id, rank: index + 1 })),
    )
  })

  test('is not written if nothing was moved', async ({ as, client }) => {
    const ctx = as({ admins: [ofHits] })
    await saveRecord(ctx, ['playlists', '1'], { hits: '1 3 4' })
    expect(await client`select song_id, rank from hits order by song_id`).toMatchObject([
      { song_id: 1, rank: 0 },
      { song_id: 3, rank: null },
      { song_id: 4 },
    ])
  })

  test('needs permission to change the join table, and each of its rows', async ({ as, client }) => {
    const grants = ['playlists.view', 'playlists.change', 'songs.view', 'tracks.view', 'tracks.add', 'tracks.delete']
    const mayOrder = async (ctx: AdminContext) =>
      fieldsOf(await pageOf(ctx)).find(({ meta }) => meta.name === 'tracks')?.meta.many?.mayOrder
    const without = as({ admins: [ofTracks], grants })
    expect(await mayOrder(without)).toBe(false)
    const { fields } = await refusal(saveRecord(without, ['playlists', '1'], { tracks: '2 1 3' }))
    expect(fields).toEqual({ tracks: 'You do not have permission to change the order of songs here.' })
    const fixed = defineAdmin(tracks, { permissions: { change: (_, table) => sql`${table.songId} <> 1` } })
    const ruled = as({ admins: [ofTracks, fixed], grants: [...grants, 'tracks.change'] })
    expect(await mayOrder(ruled)).toBe(true)
    const refused = await refusal(saveRecord(ruled, ['playlists', '1'], { tracks: '2 1 3' }))
    expect(refused.fields).toEqual({ tracks: 'You do not have permission to move “S1” here.' })
    expect(await orderOf(ruled, 'tracks')).toBe('1 2 3')
    const frozen = defineAdmin(tracks, { permissions: { fields: { position: { change: () => false } } } })
    expect(await mayOrder(as({ admins: [ofTracks, frozen] }))).toBe(false)
    expect(await client`select count(*)::int from tracks where position in (10, 20, 30)`).toEqual([{ count: 4 }])
  })
})
