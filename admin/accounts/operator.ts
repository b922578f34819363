import { randomUUID } from 'node:crypto'
import type { AdminContext } from '../site/context'
import type { Database } from '../postgres/database'
import { databaseFor } from '../site/row-security'
import type { Site } from '../site/site'
import { makeActor, noAccount } from './actor'
import { defaultBasePath } from '../site/paths'

/**
 * The context of a command. A user who runs one knows the URL of the database and could read everything in other ways.
 * Rules declared in code still apply, as they do to every superuser, and so does `rls`.
 */
export function operatorContext(db: Database, site: Site): AdminContext {
  const actor = makeActor({
    id: noAccount,
    email: 'operator',
    isSuperuser: true,
    groups: [],
    grants: [],
  })
  return {
    db: databaseFor(site, actor, db),
    actor,
    site,
    requestId: randomUUID(),
    timeZone: 'UTC',
    locale: 'en-GB',
    basePath: defaultBasePath,
    now: new Date(),
  }
}
