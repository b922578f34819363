import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database } from '../postgres/database'
import type { ColumnKey, RowRule } from './admin'
import type { Actor } from './context'

/** What an action's `run` receives. Everything happens in one transaction, which an error rolls back. */
export interface ActionRun<T, Input = Record<string, unknown>> {
  actor: Actor
  db: Database
  /** The chosen rows that this actor may act on, as a condition on `table`. */
  where: SQL
  table: T
  /** The number of chosen rows. */
  count: number
  /** The values of the action's form, as its schema returns them. */
  input: Input
  /** What is done now is shown, and rolled back. */
  rehearsal: boolean
  /**
   * Sets columns of the chosen rows, with an audit entry for each row that changes.
   * @returns How many rows changed.
   */
  update(values: { [K in ColumnKey<T>]?: string | number | bigint | boolean | null }): Promise<number>
  /**
   * For what cannot be rolled back, such as mail: runs once, after the transaction was committed, and never in a
   * rehearsal. An error is logged; the action has succeeded by then.
   */
  afterCommit(work: () => Promise<void> | void): void
}

/** A file to download: at most 5 MiB. */
export interface ActionFile {
  name: string
  /** Such as `text/csv`. Default `text/plain`. */
  type?: string
  content: string | Uint8Array
}

/** What is shown after an action. A plain text is its message. */
export type ActionResult =
  | string
  | {
      /** "12 products published." */
      message: string
      /** Where to go, instead of back to the list: a path of this app. */
      href?: string
      download?: ActionFile
      /** Shown on a page of its own. */
      table?: { columns: string[]; rows: (string | null)[][] }
    }

export interface ActionOptions<T> {
  /** In the URL and in history. `delete` replaces the built-in delete. */
  name: string
  /** On the button: "Publish". */
  label: string
  /**
   * The permission it requires in addition to viewing: a verb, whose row rules apply, or a name of its own
   * (`refund` is `orders.refund`). If absent, superusers only.
   */
  permission?: 'view' | 'change' | 'delete' | (string & {})
  /** Shows what it would do before it does it. */
  danger?: boolean
  /** Whether this user is offered the action now. Default: yes. */
  when?: (actor: Actor) => boolean
  /** The rows to which it applies, as a condition on the table. Default: all. */
  rows?: RowRule<T>
  /** `table`: it has a button of its own above the list, and takes no rows. Default `rows`. */
  on?: 'rows' | 'table'
  /**
   * Values to ask for first: columns, drawn and checked as in the form, or a schema, whose `title` and `description`
   * are label and help.
   */
  form?: ColumnKey<T>[] | z.ZodObject
  /** False if it must not run before the user has agreed, as it calls other systems. Default: true. */
  rehearse?: boolean
  run: (run: ActionRun<T>) => Promise<ActionResult>
}

/** An action with the types of its form: `defineAction(orders, { form: z.object({ … }), run: ({ input }) => … })`. */
export function defineAction<T, Form extends z.ZodObject>(
  _table: T,
  options: Omit<ActionOptions<T>, 'form' | 'run'> & {
    form: Form
    run: (run: ActionRun<T, z.infer<Form>>) => Promise<ActionResult>
  },
): ActionOptions<T> {
  // The schema has checked the input before `run` is called with it.
  return { ...options, run: (run) => options.run({ ...run, input: run.input as z.infer<Form> }) }
}
