import { sql } from 'drizzle-orm'
import { integer, pgPolicy, pgRole, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { siteTest } from './site-test'

/** A role without BYPASSRLS that owns nothing. Roles belong to the server, which the test files share. */
export const tenantRole = 'brolly_test_tenant'
const role = pgRole(tenantRole).existing()

const owned = sql`owner_id::text = current_setting('app.user_id', true)`

export const folders = pgTable(
  'folders',
  { id: integer().primaryKey(), name: text().notNull(), ownerId: uuid('owner_id').notNull() },
  () => [pgPolicy('own_folders', { to: role, using: owned, withCheck: owned })],
)

export const documents = pgTable(
  'documents',
  {
    id: integer().primaryKey(),
    title: text().notNull(),
    folderId: integer('folder_id').references(() => folders.id),
    ownerId: uuid('owner_id').notNull(),
  },
  () => [
    pgPolicy('own_documents', { to: role, using: owned, withCheck: owned }),
    pgPolicy('never_secret', { as: 'restrictive', for: 'select', to: 'public', using: sql`title <> 'Secret'` }),
  ],
)

/** Not protected by the database. */
export const labels = pgTable('labels', { id: integer().primaryKey(), name: text().notNull() })

export const tenantSchema = { folders, documents, labels }

export const ada = '00000000-0000-4000-8000-0000000000a1'
export const bo = '00000000-0000-4000-8000-0000000000b0'

export const tenantTables = `
  do $$ begin create role ${tenantRole} nologin; exception when duplicate_object or unique_violation then null; end $$;
  create table folders (id int primary key, name text not null, owner_id uuid not null);
  create table documents (id int primary key, title text not null, folder_id int references folders (id), owner_id uuid not null);
  create table labels (id int primary key, name text not null);
  alter table folders enable row level security; alter table documents enable row level security;
  create policy own_folders on folders to ${tenantRole} using (owner_id::text = current_setting('app.user_id', true));
  create policy own_documents on documents to ${tenantRole} using (owner_id::text = current_setting('app.user_id', true));
  create policy never_secret on documents as restrictive for select using (title <> 'Secret');
  grant select, insert, update, delete on folders, documents, labels to ${tenantRole};
  grant usage on schema brolly to ${tenantRole};
  grant select, insert, update, delete on all tables in schema brolly to ${tenantRole};`

/** Of each owner one folder and two documents. */
const tenantRows = `
  insert into folders values (1, 'Folder of Ada', '${ada}'), (2, 'Folder of Bo', '${bo}');
  insert into documents values (11, 'Plan of Ada', 1, '${ada}'), (12, 'Bill of Ada', null, '${ada}'),
    (21, 'Plan of Bo', 2, '${bo}'), (22, 'Bill of Bo', null, '${bo}');
  insert into labels values (1, 'Urgent');`

/** Tests on tables with policies. */
export const tenantTest = siteTest({ schema: tenantSchema, tables: tenantTables, rows: tenantRows })

/** The declaration of a site whose requests run under the role. */
export const rls = { role: tenantRole, settings: ({ id }: { id: string }) => ({ 'app.user_id': id }) }
