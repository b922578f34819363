import { sql } from 'drizzle-orm'
import { bigint, index, integer, text, uuid } from 'drizzle-orm/pg-core'
import { brolly, moment } from './account-tables'

/** Uploaded files. The bytes are in the file store under the same key; a row exists as long as they may. See `docs/files.md`. */
export const files = brolly.table(
  'files',
  {
    key: text('key').primaryKey(),
    /** The table's path and the SQL name of the column that it was uploaded for. */
    table: text('table').notNull(),
    column: text('column').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** In pixels, of an image. */
    width: integer('width'),
    height: integer('height'),
    /** SHA-256 in hexadecimal; null if the file went to the store without passing through this server. */
    checksum: text('checksum'),
    /**
     * `sending`: bytes may be missing; `pending`: complete, and no row has referred to it; `kept`: a row refers to it or has done so;
     * `removing`: nothing may refer to it any more.
     */
    state: text('state').notNull(),
    /** Who uploaded it; not a foreign key, because the file outlives the account. */
    ownerId: uuid('owner_id').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** When a row last began to refer to it. */
    keptAt: moment('kept_at'),
  },
  (t) => [
    index('files_state_idx').on(t.state, t.createdAt),
    index('files_owner_idx')
      .on(t.ownerId)
      .where(sql`${t.state} in ('sending', 'pending')`),
  ],
)
