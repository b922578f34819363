import { mayAct } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import type { Saved } from '../write/save-record'
import type { Notice } from './shapes/forms'
import { undoHref } from './undo-page'
import * as words from '../words/save'

/** Says which row was saved, with a link to it and the way back. */
export function savedNotice(
  ctx: AdminContext,
  admin: Admin,
  { saved, added }: { saved: Saved; added: boolean },
): Notice {
  const mayOpen = saved.key !== '' && mayAct(ctx, admin, 'view')
  const link = mayOpen ? { href: `${adminPath(ctx, admin)}/${saved.key}`, linkText: saved.label } : {}
  if (!added && !saved.changed) return { text: words.nothingToSave(saved.label), ...link }
  return { text: words.saved(saved.label, added), ...link, undoHref: undoHref(ctx) }
}
