import { isPageName, withoutIdle, withQuery, type Parameters } from '@/admin/server'

/**
 * A plain form can only send columns one by one, as `~columns`, a total to be added as `~total`, and an empty search. Returns the URL that they mean, or null
 * if there is nothing to combine.
 */
export function canonicalList(path: string, parameters: Parameters): string | null {
  if (
    !parameters.some(([name]) => isPageName(name)) &&
    !parameters.some(([name, value]) => name === 'q' && value === '')
  )
    return null
  const chosen = parameters.filter(([name, value]) => name === '~columns' && value !== '').map(([, value]) => value)
  const asked = parameters.some(([name]) => name === '~columns')
  const added = parameters.filter(([name, value]) => name === '~total' && value !== '').map(([, value]) => value)
  const before = parameters.filter(([name]) => name === 'totals').flatMap(([, value]) => value.split(','))
  const kept = parameters.filter(
    ([name, value]) =>
      !isPageName(name) &&
      !(name === 'q' && value === '') &&
      !(asked && name === 'columns') &&
      !(added.length > 0 && name === 'totals'),
  )
  const columns = chosen.length > 0 ? [['columns', chosen.join(',')] as const] : []
  const totals = added.length > 0 ? [['totals', [...new Set([...before, ...added])].join(',')] as const] : []
  const others = kept.filter(([name]) => name !== 'page' && name !== 'after' && name !== 'before')
  return withQuery(path, withoutIdle([...others, ...columns, ...totals]))
}
