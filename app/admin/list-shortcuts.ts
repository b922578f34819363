import { withQuery, type Parameters } from '@/admin/server'

/**
 * A plain form can only send a filter in parts, and columns one by one. Returns the URL that they mean, or null if
 * there is nothing to combine. `~column`, `~operator` and `~value` form a filter; `~columns`, repeated, the columns.
 */
export function canonicalList(path: string, parameters: Parameters): string | null {
  if (
    !parameters.some(([name]) => name.startsWith('~')) &&
    !parameters.some(([name, value]) => name === 'q' && value === '')
  )
    return null
  const word = (name: string) => parameters.find(([key]) => key === name)?.[1] ?? ''
  const chosen = parameters.filter(([name, value]) => name === '~columns' && value !== '').map(([, value]) => value)
  const asked = parameters.some(([name]) => name === '~columns')
  const kept = parameters.filter(
    ([name, value]) => !name.startsWith('~') && !(name === 'q' && value === '') && !(asked && name === 'columns'),
  )
  const [column, operator] = [word('~column'), word('~operator')]
  // A list of choices sends several values one by one.
  const value = parameters.flatMap(([name, text]) => (name === '~value' && text !== '' ? [text] : [])).join(',')
  const filter =
    column !== '' && operator !== '' && (value !== '' || operator === 'null' || operator === 'empty')
      ? [[`${column}.${operator}`, value === '' ? 'true' : value] as const]
      : []
  const columns = chosen.length > 0 ? [['columns', chosen.join(',')] as const] : []
  const others = kept.filter(
    ([name]) => !filter.some(([added]) => added === name) && name !== 'page' && name !== 'after' && name !== 'before',
  )
  return withQuery(path, [...others, ...columns, ...filter])
}
