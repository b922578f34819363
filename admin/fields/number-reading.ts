import * as words from '../words/numbers'

/**
 * Numbers as people write them: `1 234,5`, `1,234.50`, `1'234.5`. A mark that could separate thousands as well as decimals is refused
 * with both readings. Digits are those of ASCII. Pure, because the browser uses it too.
 */

/** Spaces of every width that is used between thousands. */
const spaces = /[ \u00a0\u2009\u202f]/gu
const longest = 200
const body = /^([+-]?)(\d[\d .,'_]*)$/u

/**
 * The number in a text, as PostgreSQL writes it. A text that is no such number is returned unchanged, for the rules of the column to refuse.
 *
 * @param whole Whether the column holds whole numbers alone.
 */
export function readNumber(text: string, whole: boolean): { plain: string } | { refused: string } {
  const trimmed = text.trim()
  const plain = { plain: trimmed }
  if (trimmed.length > longest) return plain
  const usual = trimmed
    .replaceAll(spaces, ' ')
    .replaceAll('’', "'")
    .replace(/^\u2212/u, '-')
  const [, sign = '', digits = ''] = body.exec(usual) ?? []
  const marks = [...digits.matchAll(/\D/gu)].map(([mark]) => mark)
  const last = marks.at(-1)
  if (last === undefined) return { plain: usual }
  const [first = last] = marks
  const at = digits.lastIndexOf(last)
  const [before, after] = [digits.slice(0, at), digits.slice(at + 1)]
  if (marks.every((mark) => mark === first) && (marks.length > 1 || !'.,'.includes(first)))
    return isGrouped(digits, first) ? { plain: sign + digits.replaceAll(first, '') } : plain
  if (marks.length === 1) return oneMark({ sign, before, mark: last, after }, whole)
  const grouped = marks.slice(0, -1).every((mark) => mark === first) && isGrouped(before, first)
  if (!grouped || last === first || !'.,'.includes(last) || after === '') return plain
  return { plain: `${sign}${before.replaceAll(first, '')}.${after}` }
}

interface Marked {
  sign: string
  before: string
  mark: string
  after: string
}

/** A single point or comma. Lists show `1,234` in a column of whole numbers, which nothing else can be there. */
function oneMark({ sign, before, mark, after }: Marked, whole: boolean): { plain: string } | { refused: string } {
  const decimal = `${sign}${before}.${after}`
  const typed = `${sign}${before}${mark}${after}`
  const thousands = /^[1-9]\d{0,2}$/u.test(before) && after.length === 3 ? `${sign}${before}${after}` : null
  if (thousands !== null && whole && mark === ',') return { plain: thousands }
  if (thousands !== null && whole !== (mark === ',')) return { refused: words.twoNumbers(typed, thousands, decimal) }
  return { plain: mark === ',' && after === '' ? typed : decimal }
}

/** Thousands, or as in India the last three digits and then pairs. */
function isGrouped(digits: string, mark: string): boolean {
  const groups = digits.split(mark)
  const [head = '', ...rest] = groups
  const tail = rest.at(-1) ?? ''
  if (!/^[1-9]\d{0,2}$/u.test(head) || tail.length !== 3) return false
  const sizes = new Set(rest.slice(0, -1).map(({ length }) => length))
  return sizes.size === 0 || (sizes.size === 1 && (sizes.has(3) || (sizes.has(2) && head.length < 3 && mark === ',')))
}
