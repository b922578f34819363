import type { Entries } from './form-values'

/** Without JavaScript a conflict is settled here: "theirs" takes the value out of the form, which then leaves the column alone. */
export function withoutTheirs(entries: Entries): Entries {
  const theirs = new Set(
    entries
      .filter(([name, value]) => name.startsWith('~choose.') && value === 'theirs')
      .map(([name]) => name.slice('~choose.'.length)),
  )
  if (theirs.size === 0) return entries
  return entries.filter(([name]) => !theirs.has(name.startsWith('~null.') ? name.slice('~null.'.length) : name))
}
