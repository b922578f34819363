import type { AdminContext } from '../site/context'
import { holdsPermission } from './rows-allowed'

/** The permission to save lists for others. Superusers have it. */
export const shareViews = 'brolly.views.add'

export const mayShareViews = ({ actor }: Pick<AdminContext, 'actor'>): boolean => holdsPermission(actor, shareViews)
