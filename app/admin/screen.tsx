import 'server-only'
import { redirect, unstable_rethrow } from 'next/navigation'
import type { ReactNode } from 'react'
import { checkDeclarations, shellOf, withQuery, type AdminContext, type Parameters, type Problem } from '@/admin/server'
import { QueryPanel } from '@/components/admin/queries/query-panel'
import { DeclarationProblems } from '@/components/admin/shell/declaration-problems'
import type { SideViews } from '@/admin/client'
import { Shell, type Breadcrumb } from '@/components/admin/shell/shell'
import { env } from '@/env'
import { confirmPath } from '../account-pages/own-context'
import { pendingMigrationCount } from '../pending-migrations'
import { currentRequest } from '../response-status'
import { stopActingAs } from './actions/act-as'
import { logout } from './actions/session'
import { adminContext } from './context'
import { failurePage } from './failure-page'
import { FieldViews } from './field-views'
import { panelOf } from './query-log'
import { allTables, basePath } from './base-path'

export interface Screen {
  breadcrumbs: Breadcrumb[]
  body: ReactNode
  /** The views of the page's table, for the navigation. */
  side?: SideViews | null
}

interface Place {
  path: string
  parameters?: Parameters
  /** Whether its form needs a fresh session: whoever has none is asked to confirm before filling it in. Default false. */
  fresh?: boolean | ((ctx: AdminContext) => boolean)
}

/**
 * Renders a page of the admin: finds the current user, and puts the frame around the page's own content. A visitor who
 * is not logged in is sent to the login page. A refusal or a failure becomes a page with its status, inside the frame
 * if possible.
 */
export async function adminScreen(
  { path, parameters = [], fresh = false }: Place,
  draw: (ctx: AdminContext) => Promise<Screen>,
): Promise<ReactNode> {
  let ctx: AdminContext | null
  try {
    ctx = await adminContext()
  } catch (error) {
    unstable_rethrow(error)
    return failurePage(error, null)
  }
  if (!ctx) redirect(`${basePath}/-/login?next=${encodeURIComponent(withQuery(path, parameters))}`)
  // The answer to a post shows the form again, with what was typed.
  const needsFresh = typeof fresh === 'function' ? fresh(ctx) : fresh
  if (needsFresh && !ctx.actor.isFresh && currentRequest()?.method === 'GET')
    redirect(confirmPath('admin', withQuery(path, parameters)))
  let screen: Screen
  try {
    screen = await draw(ctx)
  } catch (error) {
    unstable_rethrow(error)
    screen = { breadcrumbs: [allTables], body: await failurePage(error, { path, ctx }) }
  }
  const queries = panelOf(ctx)
  const problems = declarationProblems(ctx)
  return (
    <Shell
      shell={shellOf(ctx, {
        environment: env().BROLLY_ENVIRONMENT ?? null,
        pendingMigrations: ctx.actor.isSuperuser ? pendingMigrationCount() : 0,
      })}
      currentPath={path}
      breadcrumbs={screen.breadcrumbs}
      side={screen.side ?? null}
      logoutAction={logout}
      stopActing={stopActingAs}
      queries={queries && <QueryPanel panel={queries} />}
      problems={problems.length > 0 && <DeclarationProblems problems={problems} />}
    >
      <FieldViews>{screen.body}</FieldViews>
    </Shell>
  )
}

/** Shown during development only: build and start refuse to run with errors. */
function declarationProblems({ site, actor }: AdminContext): readonly Problem[] {
  return env().NODE_ENV === 'development' && actor.isSuperuser ? checkDeclarations(site) : []
}
