import { randomUUID } from 'node:crypto'
import type { PgTable } from 'drizzle-orm/pg-core'
import { actorOfSession, authenticate, endSession, startSession } from '../accounts/sessions'
import { postList } from '../pages/post-list'
import { historyPage } from '../pages/history-page'
import { AdminError } from '../errors'
import { listPage } from '../pages/list-page'
import { addPage, changePage } from '../pages/record-page'
import { keyOfRow } from '../query/row-key'
import type { ListPage } from '../pages/shapes/list'
import type { HistoryPage } from '../pages/shapes/pages'
import type { DeletePage } from '../write/delete-preview'
import type { RecordFormState, RecordPage } from '../pages/shapes/record'
import type { Actor, AdminContext } from '../site/context'
import type { Database } from '../postgres/database'
import { adminPath, adminSlug, defaultBasePath, queryParameters } from '../site/paths'
import { databaseFor } from '../site/row-security'
import type { Admin, Site } from '../site/site'
import { deletePage } from '../pages/delete-page'
import { postDelete } from '../pages/post-delete'
import { postRecord } from '../pages/post-record'
import { refusedRecord } from '../pages/refused-record'
import type { Entries } from '../write/form-values'
import { testMail } from './test-mail'
import { actorOf, type TestUser } from './test-user'
import {
  postedByStranger,
  postedDone,
  postedNotice,
  postedRefusal,
  typedByFormName,
  type Posted,
  type TypedValues,
} from './posted'
import { postOf } from './kit/posts'

const mount = { basePath: defaultBasePath }

/** A table, or its path as in permissions: `brolly.users`. */
type Target = PgTable | string

/**
 * A number, the key's values as a list, or the key as in a URL. If the key is a secret, use the list, `[token]`: its
 * URL contains the sealed form.
 */
type Key = string | number | bigint | readonly (string | number | bigint)[]

/** A list's query string: `status.eq=active&sort=-price`, or an object. */
type Query = string | Readonly<Record<string, string>>

interface Visit {
  db: Database
  site: Site
  timeZone: string
  /** Called again for every page, as in the app. Null means not logged in. */
  who: () => Promise<Actor | null>
  /** The session id of a logged-in user. */
  session: string | null
}

/**
 * A user of the admin without browser and server: opens pages, fills in forms and submits them. The engine responds as
 * it does to the app's pages and server actions.
 *
 * A page that is refused throws an `AdminError`; submitting a form always returns a result.
 */
export class TestClient {
  readonly #visit: Visit

  constructor(visit: Visit) {
    this.#visit = visit
  }

  /** Another user of the same admin. */
  as(user: TestUser): TestClient {
    const { timeZone = this.#visit.timeZone } = user
    return new TestClient({ ...this.#visit, timeZone, session: null, who: async () => actorOf(user) })
  }

  /**
   * A user with an account, logged in by password. Changes to the account take effect with the next page.
   * @throws {AdminError} `NOT_SIGNED_IN`
   */
  async logIn(email: string, password: string): Promise<TestClient> {
    const { db } = this.#visit
    const user = await authenticate(db, { email, password })
    if (!user) throw new AdminError('NOT_SIGNED_IN', 'Wrong email or password.')
    const session = await startSession(db, { userId: user.id, client: { address: null, agent: 'tests' } })
    return new TestClient({ ...this.#visit, session, who: () => actorOfSession(db, session) })
  }

  /** Ends the session. */
  async logOut(): Promise<void> {
    if (this.#visit.session === null) throw new Error('Only who has logged in can log out.')
    await endSession(this.#visit.db, this.#visit.session)
  }

  /** A list page. @throws {AdminError} `FORBIDDEN`, `BAD_QUERY`, … */
  async list(target: Target, query: Query = ''): Promise<ListPage> {
    const parameters = queryParameters(queryText(query))
    return listPage(await this.#context(), this.#admin(target), parameters)
  }

  /** The page of a row or, without a key, the add page. @throws {AdminError} `FORBIDDEN`, `NOT_FOUND` */
  async open(target: Target, key?: Key): Promise<RecordPage> {
    return this.#page(await this.#context(), this.#admin(target), key)
  }

  /** The preview of deleting the row. @throws {AdminError} `FORBIDDEN`, `NOT_FOUND` */
  async deletePage(target: Target, key: Key): Promise<DeletePage> {
    const admin = this.#admin(target)
    return deletePage(await this.#context(), admin, { kind: 'keys', keys: [this.#keyText(admin, key)] })
  }

  /** The history of a row. @throws {AdminError} `FORBIDDEN`, `NOT_FOUND` */
  async history(target: Target, key: Key): Promise<HistoryPage> {
    const admin = this.#admin(target)
    return historyPage(await this.#context(), admin, { key: this.#keyText(admin, key), before: null })
  }

  /** Opens the add page, fills in these fields and saves. */
  add<Table extends Target>(table: Table, values: TypedValues<Table> = {} as TypedValues<Table>): Promise<Posted> {
    return this.#fillIn(this.#admin(table), { key: undefined, values })
  }

  /** Opens the row's page, changes these fields and saves. */
  change<Table extends Target>(table: Table, key: Key, values: TypedValues<Table>): Promise<Posted> {
    return this.#fillIn(this.#admin(table), { key, values })
  }

  /**
   * Submits a page that was opened before, with these fields changed. If another user saved in the meantime, the result
   * is a conflict.
   */
  async save<Table extends Target>(table: Table, page: RecordPage, values: TypedValues<Table>): Promise<Posted> {
    const admin = this.#admin(table)
    const key = page.mode === 'add' ? null : page.key
    return this.post(table, { key, entries: [...postOf(page, typedByFormName(admin, values))] })
  }

  /** Posts any entries as a record's form, by form name, as a client without a browser could; a null key adds. */
  post(target: Target, { key, entries }: { key: string | null; entries: Entries }): Promise<Posted> {
    const admin = this.#admin(target)
    return this.#send(admin, {
      path: `${adminPath(mount, admin)}/${key ?? 'add'}`,
      work: async (ctx) => {
        const done = await postRecord(ctx, admin, { key, entries })
        return postedDone(done, done.key)
      },
      refused: (ctx, error, message) => refusedRecord(error, { entries, message, admin, ctx, scripted: false }),
    })
  }

  /** Opens the preview of a delete, confirms it and deletes. */
  delete(target: Target, key: Key): Promise<Posted> {
    const admin = this.#admin(target)
    const text = this.#keyText(admin, key)
    return this.#send(admin, {
      path: `${adminPath(mount, admin)}/${text}/delete`,
      work: async (ctx) => {
        const { total } = await deletePage(ctx, admin, { kind: 'keys', keys: [text] })
        return postedDone(await postDelete(ctx, admin, { key: text, entries: [['~total', String(total)]] }))
      },
    })
  }

  /**
   * Runs a declared action on rows selected in the list, and confirms it if required.
   * @param keys `all`: every row that `query` matches, on whatever page.
   */
  action(target: Target, name: string, { keys, query = '' }: { keys: readonly Key[] | 'all'; query?: Query }) {
    const admin = this.#admin(target)
    const chosen: Entries = keys === 'all' ? [['~all', '1']] : keys.map((key) => ['key', this.#keyText(admin, key)])
    const entries: Entries = [['~action', name], ['~list', queryText(query)], ...chosen]
    return this.#send(admin, {
      path: adminPath(mount, admin),
      work: async (ctx) => {
        const first = await postList(ctx, admin, entries)
        const asked = 'href' in first || first.confirm?.kind !== 'plan' ? null : first.confirm.page
        const answer = asked === null ? first : await postList(ctx, admin, [...entries, ['~seal', asked.seal]])
        return 'href' in answer ? postedDone(answer) : postedNotice(answer.notice ?? asked?.sentence ?? null)
      },
    })
  }

  #fillIn(admin: Admin, { key, values }: { key: Key | undefined; values: TypedValues<Target> }): Promise<Posted> {
    const text = key === undefined ? null : this.#keyText(admin, key)
    return this.#send(admin, {
      path: `${adminPath(mount, admin)}/${text ?? 'add'}`,
      work: async (ctx) => this.save(admin.path, await this.#page(ctx, admin, key), values),
    })
  }

  #page(ctx: AdminContext, admin: Admin, key: Key | undefined): Promise<RecordPage> {
    return key === undefined
      ? addPage(ctx, admin, { list: '', prefill: [] })
      : changePage(ctx, admin, { key: this.#keyText(admin, key), list: '' })
  }

  async #send(
    admin: Admin,
    form: {
      path: string
      work: (ctx: AdminContext) => Promise<Posted>
      refused?: (ctx: AdminContext, error: unknown, message: string) => RecordFormState
    },
  ): Promise<Posted> {
    const ctx = await this.#contextOrNull()
    if (!ctx) return postedByStranger(form.path)
    try {
      return await form.work(ctx)
    } catch (error) {
      return postedRefusal(error, (message) => form.refused?.(ctx, error, message) ?? null, admin)
    }
  }

  async #context(): Promise<AdminContext> {
    const ctx = await this.#contextOrNull()
    if (!ctx) throw new AdminError('NOT_SIGNED_IN', 'Log in first.')
    return ctx
  }

  async #contextOrNull(): Promise<AdminContext | null> {
    const { db, site, timeZone, who } = this.#visit
    const actor = await who()
    return (
      actor && {
        db: databaseFor(site, actor, db),
        site,
        actor,
        timeZone,
        requestId: randomUUID(),
        locale: 'en-GB',
        ...mount,
        now: new Date(),
        mail: testMail,
      }
    )
  }

  #keyText({ table }: Admin, key: Key): string {
    if (typeof key === 'string') return key
    return keyOfRow(this.#visit, table, (typeof key === 'object' ? key : [key]).map(String))
  }

  #admin(target: Target): Admin {
    const { site } = this.#visit
    const admin = site.admins.find((candidate) =>
      typeof target === 'string'
        ? candidate.path === target || adminSlug(candidate) === target
        : candidate.table.source === target,
    )
    if (!admin) throw new Error(`The site has no table ${typeof target === 'string' ? target : 'of this kind'}.`)
    return admin
  }
}

const queryText = (query: Query): string =>
  typeof query === 'string' ? query.replace(/^\?/u, '') : new URLSearchParams(query).toString()
