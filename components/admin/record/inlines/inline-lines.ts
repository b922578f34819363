import type {
  ConditionMeta,
  FieldMeta,
  InlineBlank,
  InlineBlock,
  InlineRow,
  PostedRowState,
  RecordField,
} from '@/admin/client'

/** One row of an inline in the form. Its fields have the full names of their inputs. */
export interface Line {
  /** The prefix of the row's inputs, with the dot: `order_items.3.`. */
  prefix: string
  /** Null for a new row. */
  row: InlineRow | null
  version: string
  base: string
  token: string
  removed: boolean
  /** Whether the row has the values of another one. It is saved even if it is not edited. */
  copied: boolean
  fields: RecordField[]
  blocks: LineBlock[]
}

export interface LineBlock {
  block: InlineBlock
  /** `order_items`, or `order_items.3.notes` for an inline in a row of another one. */
  name: string
  lines: Line[]
}

/** What is known of rows that were posted. */
type Posted = { readonly rows: readonly PostedRowState[] }

/**
 * The lines that a form shows at first: the rows of the page, followed by the new rows of a refused form or the declared
 * number of blank ones. Rows of a refused form keep their numbers.
 *
 * @param form.token The token of the form. Tokens of new rows are derived from it, so that server and browser agree.
 */
export function firstLines(
  blocks: readonly InlineBlock[],
  { prefix = '', state, token }: { prefix?: string; state: Posted; token: string },
): LineBlock[] {
  return blocks.map((block) => {
    const name = `${prefix}${block.name}`
    const sent = state.rows.filter((row) => isDirectlyIn(row.prefix, name))
    const lines: Line[] = []
    const taken = new Set(sent.map((row) => row.prefix))
    let next = 0
    const freePrefix = () => {
      while (taken.has(`${name}.${next}.`)) next++
      const free = `${name}.${next}.`
      taken.add(free)
      return free
    }
    for (const row of block.rows) {
      const again = sent.find(({ key }) => key === row.key)
      lines.push(lineOf(row, { prefix: again?.prefix ?? freePrefix(), again, state, token }))
    }
    const typed = sent.filter(({ key }) => key === '')
    const { blank } = block
    if (blank) {
      for (const again of typed) lines.push(lineOf(blank, { prefix: again.prefix, again, state, token }))
      if (sent.length === 0)
        for (const copy of block.copies)
          lines.push({ ...lineOf(copy, { prefix: freePrefix(), again: undefined, state, token }), copied: true })
      if (sent.length === 0)
        for (let count = 0; count < block.extra; count++)
          lines.push(lineOf(blank, { prefix: freePrefix(), again: undefined, state, token }))
    }
    return { block, name, lines }
  })
}

/** `order_items.3.` is a row of `order_items`; `order_items.3.notes.1.` is none. */
const isDirectlyIn = (prefix: string, name: string) =>
  prefix.startsWith(`${name}.`) && /^\d+\.$/u.test(prefix.slice(name.length + 1))

interface LineInput {
  prefix: string
  again: PostedRowState | undefined
  state: Posted
  token: string
}

function lineOf(from: InlineRow | InlineBlank, { prefix, again, state, token }: LineInput): Line {
  const row = 'key' in from ? from : null
  return {
    prefix,
    row,
    version: again?.version ?? row?.version ?? '',
    base: again?.base || from.base,
    token: row ? '' : again?.token || `${token} ${prefix}`,
    removed: again?.removed ?? false,
    copied: false,
    fields: from.fields.map((field) => ({ ...field, meta: prefixedMeta(field.meta, prefix) })),
    blocks: firstLines(from.inlines, { prefix, state, token }),
  }
}

/** The field with the full name of its input. */
function prefixedMeta(meta: FieldMeta, prefix: string): FieldMeta {
  return {
    ...meta,
    name: `${prefix}${meta.name}`,
    ...(meta.parts ? { parts: meta.parts.map((part) => prefixedMeta(part, prefix)) } : {}),
    ...(meta.visible ? { visible: prefixedCondition(meta.visible, prefix) } : {}),
    ...(meta.locked ? { locked: prefixedCondition(meta.locked, prefix) } : {}),
    ...(meta.relation ? { relation: { ...meta.relation, within: prefix } } : {}),
  }
}

const prefixedCondition = (condition: ConditionMeta, prefix: string): ConditionMeta => ({
  ...condition,
  terms: condition.terms && condition.terms.map((term) => ({ ...term, name: `${prefix}${term.name}` })),
})

const nothing: Posted = { rows: [] }

/** Adds a blank row to the inline of this name. */
export function withNewLine(blocks: readonly LineBlock[], name: string, token: string): LineBlock[] {
  return inBlock(blocks, name, (found) => {
    const { blank } = found.block
    if (!blank) return found.lines
    const numbers = found.lines.map(({ prefix }) => Number(prefix.slice(name.length + 1, -1)))
    const prefix = `${name}.${Math.max(-1, ...numbers) + 1}.`
    return [...found.lines, lineOf(blank, { prefix, again: undefined, state: nothing, token })]
  })
}

/** Removes a new row. */
export function withoutLine(
  blocks: readonly LineBlock[],
  { name, prefix }: { name: string; prefix: string },
): LineBlock[] {
  return inBlock(blocks, name, ({ lines }) => lines.filter((line) => line.prefix !== prefix))
}

/** Moves a row to another position; unchanged if there is no such position. */
export function withMovedLine(
  blocks: readonly LineBlock[],
  { name, prefix, to }: { name: string; prefix: string; to: number },
): LineBlock[] {
  return inBlock(blocks, name, ({ lines }) => {
    const from = lines.findIndex((line) => line.prefix === prefix)
    const moved = lines[from]
    if (!moved || to < 0 || to >= lines.length) return lines
    const rest = lines.filter((line) => line !== moved)
    return [...rest.slice(0, to), moved, ...rest.slice(to)]
  })
}

function inBlock(blocks: readonly LineBlock[], name: string, change: (found: LineBlock) => Line[]): LineBlock[] {
  return blocks.map((found) => {
    if (found.name === name) return { ...found, lines: change(found) }
    if (!name.startsWith(`${found.name}.`)) return found
    return { ...found, lines: found.lines.map((line) => ({ ...line, blocks: inBlock(line.blocks, name, change) })) }
  })
}

/** All lines with their blocks and numbers, including nested ones. */
export function allLines(blocks: readonly LineBlock[]): { line: Line; within: LineBlock; number: number }[] {
  return blocks.flatMap((within) =>
    within.lines.flatMap((line, index) => [{ line, within, number: index + 1 }, ...allLines(line.blocks)]),
  )
}

/** All inlines of a form, including nested ones. */
export function allBlocks(blocks: readonly LineBlock[]): LineBlock[] {
  return blocks.flatMap((found) => [found, ...found.lines.flatMap((line) => allBlocks(line.blocks))])
}

/**
 * The positions of lines in their new order: their present numbers, sorted. If numbers are missing or equal, the lines are
 * numbered consecutively from the smallest one.
 */
export function positionsFor(texts: readonly string[]): string[] {
  const numbers = texts.map((text) => (/^-?\d+$/u.test(text.trim()) ? Number(text) : Number.NaN))
  const sorted = numbers.filter((number) => !Number.isNaN(number)).toSorted((a, b) => a - b)
  if (new Set(sorted).size === texts.length) return sorted.map(String)
  const first = sorted[0] ?? 1
  return texts.map((_, index) => String(first + index))
}
