import { hadName } from '../../schema/had-name'
import { inputName } from '../../schema/input-name'
import type { AdminContext } from '../../site/context'
import { manyOf, type ManyRelation } from '../../site/many'
import type { Admin } from '../../site/site'
import { postedBase, type Entries, type PostedForm } from '../form-values'

/** The name of the relation's input, whose value is the keys of the related rows, separated by spaces. */
export const manyName = ({ name }: ManyRelation): string => inputName(name)

/** The keys in an input's text. Keys never contain spaces. */
export const keysIn = (text: string | null | undefined): string[] => [
  ...new Set((text ?? '').split(/\s+/u).filter((key) => key !== '')),
]

export const keysText = (keys: readonly string[]): string | null => (keys.length === 0 ? null : keys.join(' '))

/** Without JavaScript every related row has a checkbox of the same name: the values of all together are the text. */
export function withJoinedMany(
  ctx: Pick<AdminContext, 'site'> | null,
  admin: Admin | undefined,
  entries: Entries,
): Entries {
  if (!ctx || !admin) return entries
  const names = new Set(manyOf(ctx.site, admin).map(manyName))
  const sent = entries.filter(([name]) => names.has(name))
  if (sent.length === 0) return entries
  const texts = new Map<string, string>()
  for (const [name, value] of sent)
    if (typeof value === 'string') texts.set(name, `${texts.get(name) ?? ''} ${value}`.trim())
  return [...entries.filter(([name]) => !names.has(name)), ...texts]
}

/** What the user changed in a relation: the difference between the keys that were loaded and those that were sent. */
export interface ManyDifference {
  added: readonly string[]
  removed: readonly string[]
  /** All keys that were sent, if the user has moved any of them: those that were added otherwise come last. */
  order: readonly string[] | null
}

/** Null if the form does not contain the relation. */
export function differenceIn(form: PostedForm, many: ManyRelation): ManyDifference | null {
  const text = form.get(manyName(many))
  if (text === undefined) return null
  const had = keysIn(form.get(hadName(manyName(many))) ?? postedBase(form)[manyName(many)])
  const sent = keysIn(text)
  // Sets, because a post may contain any number of keys.
  const before = new Set(had)
  const after = new Set(sent)
  const added = sent.filter((key) => !before.has(key))
  const unmoved = [...had.filter((key) => after.has(key)), ...added]
  const isMoved = many.position !== null && unmoved.some((key, index) => key !== sent[index])
  return { added, removed: had.filter((key) => !after.has(key)), order: isMoved ? sent : null }
}
