import type { AdminContext } from '../site/context'
import type { Entries } from './form-values'

const longestName = 60

/**
 * The context in the time zone that a form was drawn in, `~zone`: the times in it are of that zone, even if the browser has moved to
 * another one since.
 */
export function inFormZone(ctx: AdminContext, entries: Entries): AdminContext {
  const zone = entries.findLast(([name]) => name === '~zone')?.[1]
  if (typeof zone !== 'string' || zone === ctx.timeZone || zone.length > longestName) return ctx
  try {
    return { ...ctx, timeZone: new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone }
  } catch {
    // Not a zone: the form was not drawn here.
    return ctx
  }
}
