import type { Entries } from './form-values'

/**
 * Resolves a conflict without JavaScript: "theirs" removes the value from the form, so that the column stays unchanged.
 */
export function withoutTheirs(entries: Entries): Entries {
  const theirs = new Set(
    entries
      .filter(([name, value]) => name.startsWith('~choose.') && value === 'theirs')
      .map(([name]) => name.slice('~choose.'.length)),
  )
  if (theirs.size === 0) return entries
  return entries.filter(([name]) => !theirs.has(name.startsWith('~null.') ? name.slice('~null.'.length) : name))
}
