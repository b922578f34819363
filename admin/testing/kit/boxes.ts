import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { deletePage } from '../../pages/delete-page'
import { deleteRecords } from '../../write/delete-records'
import type { AdminContext } from '../../site/context'
import { adminOf, siteTest } from './site-test'

const id = () => integer('id').primaryKey()
export const boxes = pgTable(
  'boxes',
  { id: id(), name: text('name'), parent: integer('parent'), note: text('note') },
  (t) => [foreignKey({ columns: [t.parent], foreignColumns: [t.id] }).onDelete('cascade')],
)
const lids = pgTable('lids', {
  id: id(),
  boxId: integer('box_id').references(() => boxes.id, { onDelete: 'set null' }),
})
const seals = pgTable('seals', {
  id: id(),
  boxId: integer('box_id').references(() => boxes.id, { onDelete: 'restrict' }),
})
const stamps = pgTable('stamps', { id: id(), boxId: integer('box_id').references(() => boxes.id) })
const shelves = pgTable('shelves', { id: id(), boxId: integer('box_id').default(1) })
export const left = pgTable('left_sides', { id: id(), boxId: integer('box_id') })
const right = pgTable('right_sides', { id: id(), boxId: integer('box_id') })
const joints = pgTable('joints', { id: id(), leftId: integer('left_id'), rightId: integer('right_id') })
const hens = pgTable('hens', { id: id(), eggId: integer('egg_id'), name: text('name') })
const eggs = pgTable('eggs', { id: id(), henId: integer('hen_id') })
const rooms = pgTable('rooms', { house: integer('house'), no: text('no'), name: text('name') }, (t) => [
  primaryKey({ columns: [t.house, t.no] }),
])
const beds = pgTable('beds', { id: id(), house: integer('house'), room: text('room') })

/**
 * Tables that refer to each other in every way. The database decides: some keys are not in the schema, and `strangers`
 * is not a table of the site.
 */
export const boxTest = siteTest({
  schema: { boxes, lids, seals, stamps, shelves, left, right, joints, hens, eggs, rooms, beds },
  tables: `
    create table boxes (id int primary key, name text, parent int references boxes on delete cascade, note text);
    create table lids (id int primary key, box_id int references boxes on delete set null);
    create table seals (id int primary key, box_id int references boxes on delete restrict);
    create table stamps (id int primary key, box_id int references boxes);
    create table shelves (id int primary key, box_id int default 1 references boxes on delete set default);
    create table left_sides (id int primary key, box_id int references boxes on delete cascade);
    create table right_sides (id int primary key, box_id int references boxes on delete cascade);
    create table joints (id int primary key, left_id int references left_sides on delete cascade, right_id int references right_sides on delete cascade);
    create table hens (id int primary key, egg_id int, name text);
    create table eggs (id int primary key, hen_id int references hens on delete cascade);
    alter table hens add foreign key (egg_id) references eggs on delete cascade deferrable initially deferred;
    create table rooms (house int, no text, name text, primary key (house, no));
    create table beds (id int primary key, house int, room text, foreign key (house, room) references rooms on delete cascade);
    create schema other; create table other.strangers (id int primary key, box_id int references boxes on delete cascade);`,
  rows: `
    insert into boxes values (1, 'Default', null, null), (2, 'Big', null, 'n'), (3, 'Small', 2, null), (4, 'Tiny', 3, null), (5, 'Own', 5, null), (6, 'Alone', null, null);
    insert into hens values (1, 1, 'Henny'), (2, 2, 'Penny'); insert into eggs values (1, 2), (2, 1), (3, 1);
    insert into rooms values (1, 'a/b', 'Blue'), (2, 'a/b', 'Red'); insert into beds values (1, 1, 'a/b'), (2, 2, 'a/b'), (3, 1, null);`,
})

const names = [
  'boxes',
  'lids',
  'seals',
  'stamps',
  'shelves',
  'left_sides',
  'right_sides',
  'joints',
  'hens',
  'eggs',
  'rooms',
  'beds',
]
/** The preview of deleting these rows. */
export const preview = (ctx: AdminContext, table: string, ...keys: string[]) =>
  deletePage(ctx, adminOf(ctx, table), { kind: 'keys', keys })
/** Deletes these rows, confirming a number. */
export const remove = (ctx: AdminContext, table: string, { keys, agreed }: { keys: string[]; agreed: number }) =>
  deleteRecords(ctx, adminOf(ctx, table), { selection: { kind: 'keys', keys }, agreed })
/** The number of rows in each table. */
export const counts = async (client: Sql) => {
  const tables = [...names, 'other.strangers']
  const [row] = await client.unsafe<Record<string, number>[]>(
    `select ${tables.map((name) => `(select count(*)::int from ${name}) as "${name}"`).join(', ')}`,
  )
  return row ?? {}
}
