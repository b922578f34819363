import { quoted, type StoredForeignKey, type StoredTable } from '../postgres/data-catalogue'
import { shownName, type DataLink } from './data-format'
import { dataError, refusedRows, type DataLocation } from './load-errors'
import type { TablePlan } from './table-load'

/** A link in the file, with the foreign key in this database. */
interface FoundLink {
  readonly link: DataLink
  readonly foreignKey: StoredForeignKey
  readonly target: StoredTable
  /** The referenced rows are loaded later than these. */
  readonly late: boolean
}

const lineColumn = quoted('~line')
let count = 0

/** Rows in a temporary table, where natural keys are resolved and existing rows are matched. */
export class StagedRows {
  readonly #plan: TablePlan
  readonly #name = `brolly_load_${(count += 1)}`
  readonly #location: DataLocation

  constructor(plan: TablePlan) {
    this.#plan = plan
    this.#location = { file: plan.file, line: plan.line, table: shownName(plan.table) }
  }

  /**
   * @throws {AdminError} `INVALID` for a link that this database does not have, and for a table without a key to match
   * rows by.
   */
  check(): void {
    this.#links()
    const { onConflict, table } = this.#plan
    if (onConflict === 'update' && this.#key().length === 0)
      throw dataError(this.#location, 'the table has no key to match rows by. Load it with --on-conflict error.')
    const given = this.#insertColumns()
    const missing = onConflict === 'update' ? this.#key().find((name) => !given.includes(name)) : undefined
    if (missing !== undefined)
      throw dataError(
        { ...this.#location, column: missing },
        `the file omits the columns that identify rows of ${shownName(table)}.`,
      )
  }

  /** @returns The target of the COPY. */
  async create(): Promise<string> {
    const { tx, table, head } = this.#plan
    const links = this.#links()
    const own = head.columns.map((name) => `t.${quoted(name)}`)
    const parts = links.flatMap(({ link }, index) =>
      link.by.map((name, of) => `p${index}.${quoted(name)} as ${part(index, of)}`),
    )
    const others = links.map(({ target }, index) => ` left join ${target.sql} p${index} on true`)
    await tx.unsafe(
      `create temporary table ${this.#name} on commit drop as
       select null::bigint as ${lineColumn}, ${[...own, ...parts].join(', ')} from ${table.sql} t${others.join('')} with no data`,
    )
    return this.#name
  }

  /** @returns The number of rows added or overwritten. */
  async insert(): Promise<number> {
    const { tx, table, head, onConflict } = this.#plan
    const links = this.#links()
    for (const [index, found] of links.entries()) if (!found.late) await this.#requireTargets(index, found)
    if (onConflict === 'skip' && links.some(({ late }) => late)) await this.#forgetPresent()
    const values = [
      ...head.columns.map((name) => `s.${quoted(name)}`),
      ...links.map(({ foreignKey, late }, index) =>
        late ? 'null' : `p${index}.${quoted(foreignKey.targetColumns[0] ?? '')}`,
      ),
    ]
    const joins = links.map((found, index) => (found.late ? '' : this.#join(index, found)))
    const columns = this.#insertColumns()
    const list = columns.length === 0 ? 'default values' : `(${columns.map(quoted).join(', ')}) overriding system value`
    const result = await tx.unsafe(
      `insert into ${table.sql} ${list} select ${values.join(', ')} from ${this.#name} s ${joins.join(' ')} order by s.${lineColumn} ${this.#conflict()}`,
    )
    return result.count
  }

  /** Sets the links to rows that were loaded later. */
  async linkLate(): Promise<void> {
    const { tx, table } = this.#plan
    for (const [index, found] of this.#links().entries()) {
      if (!found.late) continue
      await this.#requireTargets(index, found)
      const same = this.#key().map((name) => `t.${quoted(name)} = s.${quoted(name)}`)
      const { columns, targetColumns } = found.foreignKey
      try {
        await tx.unsafe(
          `update ${table.sql} t set ${quoted(columns[0] ?? '')} = p${index}.${quoted(targetColumns[0] ?? '')}
           from ${this.#name} s ${this.#join(index, found)} where ${same.join(' and ')}`,
        )
      } catch (error) {
        throw refusedRows(error, { location: { ...this.#location, line: null } })
      }
    }
  }

  /** Rows that are skipped keep their links. */
  async #forgetPresent(): Promise<void> {
    const same = this.#key().map((name) => `t.${quoted(name)} = s.${quoted(name)}`)
    if (same.length === 0) return
    await this.#plan.tx.unsafe(
      `delete from ${this.#name} s using ${this.#plan.table.sql} t where ${same.join(' and ')}`,
    )
  }

  async #requireTargets(index: number, { link, foreignKey, target }: FoundLink): Promise<void> {
    const given = link.by.map((_, of) => `s.${part(index, of)} is not null`).join(' and ')
    const [row] = await this.#plan.tx.unsafe<{ line: string }[]>(
      `select s.${lineColumn}::text as line from ${this.#name} s ${this.#join(index, { link, target })}
       where ${given} and p${index}.${quoted(foreignKey.targetColumns[0] ?? '')} is null order by s.${lineColumn} limit 1`,
    )
    if (row)
      throw dataError(
        { ...this.#location, line: Number(row.line), column: link.columns[0] },
        `no row of ${shownName(target)} has this ${link.by.join(', ')}.`,
      )
  }

  #join(index: number, { link, target }: Pick<FoundLink, 'link' | 'target'>): string {
    const on = link.by.map((name, of) => `p${index}.${quoted(name)} = s.${part(index, of)}`)
    return `left join ${target.sql} p${index} on ${on.join(' and ')}`
  }

  #insertColumns(): string[] {
    const { head } = this.#plan
    return [...head.columns, ...(head.links ?? []).flatMap(({ columns }) => columns)]
  }

  #conflict(): string {
    const { onConflict, table } = this.#plan
    if (onConflict === 'error') return ''
    if (onConflict === 'skip') return 'on conflict do nothing'
    const key = this.#key()
    const late = new Set(this.#links().flatMap(({ link, late: isLate }) => (isLate ? link.columns : [])))
    const always = new Set(table.columns.filter(({ identity }) => identity === 'always').map(({ name }) => name))
    const set = this.#insertColumns()
      .filter((name) => !key.includes(name) && !late.has(name) && !always.has(name))
      .map((name) => `${quoted(name)} = excluded.${quoted(name)}`)
    const action = set.length === 0 ? 'nothing' : `update set ${set.join(', ')}`
    return `on conflict (${key.map(quoted).join(', ')}) do ${action}`
  }

  /** The columns that identify a row in the file and in the table. */
  #key(): readonly string[] {
    const { head, table } = this.#plan
    if (head.key) return head.key
    return table.key.length > 0 ? table.key : (table.uniques[0] ?? [])
  }

  #links(): FoundLink[] {
    const { head, table, stored, order } = this.#plan
    return (head.links ?? []).map((link) => {
      const { schema = 'public' } = link.to
      const target = stored.find((candidate) => candidate.schema === schema && candidate.table === link.to.table)
      const foreignKey = table.foreignKeys.find(
        ({ columns, target: id }) => id === target?.id && columns.length === 1 && columns[0] === link.columns[0],
      )
      if (!target || !foreignKey)
        throw dataError(
          { ...this.#location, column: link.columns[0] },
          `in this database it does not reference ${shownName(link.to)}.`,
        )
      const unknown = link.by.find((name) => target.columns.every((column) => column.name !== name))
      if (unknown !== undefined)
        throw dataError(
          { ...this.#location, column: link.columns[0] },
          `${shownName(link.to)} has no column ${unknown}.`,
        )
      return { link, foreignKey, target, late: target === table || order.indexOf(target) > order.indexOf(table) }
    })
  }
}

function part(link: number, of: number): string {
  return quoted(`~${link}.${of}`)
}
