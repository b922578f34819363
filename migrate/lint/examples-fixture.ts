import type { FindingClass, LockMode, RuleId } from './finding'

/** A statement, the expected finding, and the expected effects in PostgreSQL. */
export interface Example {
  readonly statement: string
  readonly rule: RuleId
  readonly class: FindingClass
  readonly lock: LockMode | undefined
  /** The table whose lock and file are observed. */
  readonly table: string
  readonly rewrites: boolean
}

type Watched = Partial<Pick<Example, 'lock' | 'table' | 'rewrites'>>

const of = (
  expected: readonly [FindingClass, RuleId],
  { lock, table = 'books', rewrites = false }: Watched,
  statements: readonly string[],
): Example[] =>
  statements.map((statement) => ({ statement, class: expected[0], rule: expected[1], lock, table, rewrites }))

const exclusive = { lock: 'AccessExclusiveLock' } as const
const writesAnew = { ...exclusive, rewrites: true } as const

export const examples: readonly Example[] = [
  ...of(['safe', 'lint.safe'], exclusive, [
    'alter table books add column note text',
    `alter table books add column note text default 'x' not null`,
    'alter table books add column at timestamptz default now()',
    'alter table books add column n int generated always as (pages + 1) virtual',
    'alter table books add column n int references authors',
    'alter table books alter column code set not null',
    'alter table books alter column pages set not null',
    'alter table books alter column pages drop not null',
    'alter table books alter column pages set default 1',
    'alter table books alter column title type varchar(80)',
    'alter table books alter column title type varchar',
    'alter table books alter column title type text',
    'alter table books alter column code type varchar',
    'alter table books alter column price type numeric(10, 2)',
    'alter table books alter column price type numeric',
    'alter table books alter column sold type timestamptz',
    'alter table books add constraint c check (pages > 0) not valid',
    'alter table books add constraint u unique using index books_code',
    'alter table books drop constraint has_code',
  ]),
  ...of(['rewrites', 'lint.adding-volatile-default'], writesAnew, [
    'alter table books add column at timestamptz default clock_timestamp()',
    'alter table books add column u uuid default gen_random_uuid()',
  ]),
  ...of(['rewrites', 'lint.adding-serial-column'], writesAnew, [
    'alter table books add column n serial',
    'alter table books add column n int generated always as identity',
  ]),
  ...of(['rewrites', 'lint.adding-generated-column'], writesAnew, [
    'alter table books add column n int generated always as (pages + 1) stored',
  ]),
  ...of(['locks', 'lint.adding-unique-constraint'], exclusive, [
    'alter table books add column n int unique',
    'alter table books add constraint u unique (pages)',
  ]),
  ...of(['locks', 'lint.adding-check'], exclusive, [
    'alter table books add column n int check (n > 0)',
    'alter table books add constraint c check (pages > 0)',
  ]),
  ...of(['locks', 'lint.adding-foreign-key'], exclusive, [
    'alter table books add column n int default 1 references authors',
  ]),
  ...of(['rewrites', 'lint.changing-generated-column'], writesAnew, [
    'alter table books alter column twice set expression as (pages * 3)',
  ]),
  ...of(['locks', 'lint.setting-not-null'], exclusive, [
    'alter table books alter column author_id set not null',
    'alter table books add constraint n not null author_id',
  ]),
  ...of(['rewrites', 'lint.changing-column-type'], writesAnew, [
    'alter table books alter column title type varchar(10)',
    'alter table books alter column code type varchar(20)',
    'alter table books alter column code type char(20)',
    'alter table books alter column price type numeric(10, 4)',
    'alter table books alter column author_id type bigint',
    'alter table books alter column mood type text',
  ]),
  ...of(['loses-data', 'lint.narrowing-column-type'], writesAnew, [
    'alter table books alter column price type int',
    'alter table books alter column price type numeric(10, 1)',
  ]),
  ...of(['locks', 'lint.adding-foreign-key'], { lock: 'ShareRowExclusiveLock' }, [
    'alter table books add constraint fk foreign key (author_id) references authors',
  ]),
  ...of(['safe', 'lint.safe'], { lock: 'ShareRowExclusiveLock' }, [
    'alter table books add constraint fk foreign key (author_id) references authors not valid',
    'alter table books enable trigger all',
  ]),
  ...of(['safe', 'lint.safe'], { lock: 'ShareUpdateExclusiveLock' }, [
    'alter table books validate constraint has_code',
    'alter table books alter column pages set statistics 100',
    'alter table books set (fillfactor = 80)',
  ]),
  ...of(['rewrites', 'lint.changing-storage'], writesAnew, ['alter table books set unlogged']),
  ...of(['breaks', 'lint.disabling-triggers'], { lock: 'ShareRowExclusiveLock' }, [
    'alter table books disable trigger all',
  ]),
  ...of(['loses-data', 'lint.dropping-column'], exclusive, ['alter table books drop column author_id']),
  ...of(['breaks', 'lint.dropping-column'], exclusive, ['alter table books drop column twice']),
  ...of(['breaks', 'lint.renaming'], exclusive, [
    'alter table books rename column title to heading',
    'alter table books rename to volumes',
  ]),
  ...of(['locks', 'lint.attaching-partition'], { ...exclusive, table: 'parts_2' }, [
    'alter table parts attach partition parts_2 for values from (10) to (20)',
  ]),
  ...of(['locks', 'lint.detaching-partition'], { ...exclusive, table: 'parts' }, [
    'alter table parts detach partition parts_1',
  ]),
  ...of(['locks', 'lint.creating-index'], { lock: 'ShareLock' }, [
    'create index i on books (title)',
    'create unique index i on books (id)',
  ]),
  ...of(['locks', 'lint.dropping-index'], {}, ['drop index books_pages']),
  ...of(['locks', 'lint.reindexing'], { lock: 'ShareLock' }, ['reindex table books']),
  ...of(['loses-data', 'lint.truncating'], writesAnew, ['truncate books']),
  ...of(['loses-data', 'lint.deleting-rows'], { lock: 'RowExclusiveLock' }, [
    'delete from books',
    'delete from books where id > 10',
  ]),
  ...of(['loses-data', 'lint.updating-rows'], { lock: 'RowExclusiveLock' }, [`update books set title = 'x'`]),
  ...of(['locks', 'lint.updating-rows'], { lock: 'RowExclusiveLock' }, [
    `update books set title = 'x' where title is null`,
  ]),
  ...of(['safe', 'lint.safe'], {}, [
    `insert into books (id, code, pages) values (1000, 'x', 1)`,
    `comment on table books is 'x'`,
    `alter type mood add value 'glad'`,
    `alter type mood rename value 'sad' to 'low'`,
    'create table fresh (id int)',
  ]),
  ...of(['loses-data', 'lint.dropping-table'], exclusive, ['drop table books cascade']),
  ...of(['breaks', 'lint.dropping-view'], {}, ['drop materialized view counted']),
  ...of(['loses-data', 'lint.dropping-type'], {}, ['drop type mood cascade']),
  ...of(['loses-data', 'lint.dropping-schema'], {}, ['drop schema public cascade']),
  ...of(['locks', 'lint.refreshing-view'], { ...writesAnew, table: 'counted' }, ['refresh materialized view counted']),
  ...of(['locks', 'lint.locking-table'], {}, ['lock table books']),
  ...of(['breaks', 'lint.renaming'], {}, ['alter type mood rename to feeling']),
  ...of(['locks', 'lint.opaque-code'], {}, ['do $$ begin end $$']),
]
