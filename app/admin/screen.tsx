import 'server-only'
import { randomBytes } from 'node:crypto'
import { forbidden, notFound, redirect, unstable_rethrow } from 'next/navigation'
import type { ReactNode } from 'react'
import {
  checkDeclarations,
  failureDetails,
  shellOf,
  translateReadError,
  withQuery,
  type AdminContext,
  type AdminError,
  type Parameters,
  type Problem,
} from '@/admin/server'
import type { FailureDetails } from '@/admin/client'
import { MessagePage } from '@/components/admin/message-page'
import { Shell, type Breadcrumb } from '@/components/admin/shell/shell'
import { env } from '@/env'
import { pendingMigrationCount, pendingMigrationNames } from '../pending-migrations'
import { setResponseStatus } from '../response-status'
import { logout } from './actions/session'
import { adminContext } from './context'
import { panelOf } from './query-log'

export interface Screen {
  breadcrumbs: Breadcrumb[]
  body: ReactNode
}

interface Place {
  path: string
  parameters?: Parameters
}

/**
 * A page of the admin: who is asking, the page's own part, and the frame around it. A stranger is sent to log in and back;
 * a refusal or a failure is a page that says so, with its status, inside the frame where there is one.
 */
export async function adminScreen(
  { path, parameters = [] }: Place,
  draw: (ctx: AdminContext) => Promise<Screen>,
): Promise<ReactNode> {
  let ctx: AdminContext | null
  try {
    ctx = await adminContext()
  } catch (error) {
    unstable_rethrow(error)
    return failure(error, null)
  }
  if (!ctx) redirect(`/admin/-/login?next=${encodeURIComponent(withQuery(path, parameters))}`)
  let screen: Screen
  try {
    screen = await draw(ctx)
  } catch (error) {
    unstable_rethrow(error)
    screen = { breadcrumbs: [{ label: 'All tables', href: '/admin' }], body: await failure(error, { path, ctx }) }
  }
  return (
    <Shell
      shell={shellOf(ctx, {
        environment: env().BROLLY_ENVIRONMENT ?? null,
        pendingMigrations: ctx.actor.isSuperuser ? pendingMigrationCount() : 0,
      })}
      currentPath={path}
      breadcrumbs={screen.breadcrumbs}
      logoutAction={logout}
      queries={panelOf(ctx)}
      problems={declarationProblems(ctx)}
    >
      {screen.body}
    </Shell>
  )
}

/** Shown while developing only: the build and the start refuse what is wrong. */
function declarationProblems({ site, actor }: AdminContext): readonly Problem[] {
  return env().NODE_ENV === 'development' && actor.isSuperuser ? checkDeclarations(site) : []
}

const titles: Partial<Record<AdminError['code'], string>> = {
  FORBIDDEN: 'Not allowed',
  NOT_FOUND: 'Not found',
  BAD_QUERY: 'This address is not valid',
  UNAVAILABLE: 'The database is away',
  NOT_MIGRATED: 'The database is behind the code',
  TIMEOUT: 'Took too long',
  BUSY: 'Too busy',
}

const statuses: Partial<Record<AdminError['code'], number>> = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_QUERY: 400,
  UNAVAILABLE: 503,
  NOT_MIGRATED: 503,
  TIMEOUT: 503,
  BUSY: 503,
}

async function failure(error: unknown, page: { path: string; ctx: AdminContext } | null): Promise<ReactNode> {
  const known = translateReadError(error)
  const ctx = page?.ctx ?? null
  if (!known) return unexpected(error, ctx)
  const status = statuses[known.code]
  if (status === undefined) return unexpected(error, ctx)
  if (!setResponseStatus(status)) {
    if (status === 403) forbidden()
    if (status === 404 || status === 400) notFound()
  }
  const links =
    page === null
      ? [{ label: 'Try again', href: '/admin' }]
      : known.code === 'BAD_QUERY'
        ? [{ label: 'Show the list without it', href: page.path }]
        : [{ label: 'All tables', href: '/admin' }]
  return (
    <MessagePage
      title={titles[known.code] ?? 'Not possible'}
      text={await words(known)}
      links={links}
      details={known.code === 'NOT_MIGRATED' ? detailsFor(ctx, error) : undefined}
      standalone={page === null}
    />
  )
}

async function words(error: AdminError): Promise<string> {
  if (error.code === 'UNAVAILABLE')
    return `${error.message} Nothing was changed. This page works again as soon as the database does.`
  if (error.code !== 'NOT_MIGRATED') return error.message
  const pending = await pendingMigrationNames()
  const files =
    pending.length > 0
      ? ` Pending: ${pending.join(', ')}.`
      : ' No migration is pending: make one with “npx brolly makemigrations”.'
  return `The schema in code describes something that this database does not have yet.${files} Apply with “npx brolly migrate”.`
}

/** A bug: logged whole under a reference, told without a word of it. The SQL's parameters are not logged: they are people's data. */
function unexpected(error: unknown, ctx: AdminContext | null): ReactNode {
  const reference = randomBytes(4).toString('hex')
  const cause = error instanceof Error ? error.cause : undefined
  const told =
    cause instanceof Error && 'code' in cause
      ? `${String(cause.code)} ${cause.stack ?? ''}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  console.error(`brolly: reference ${reference}: ${told}`)
  setResponseStatus(500)
  return (
    <MessagePage
      title="Something went wrong"
      text="The fault has been written down under this reference. Nothing was changed."
      links={[{ label: 'All tables', href: '/admin' }]}
      reference={reference}
      details={detailsFor(ctx, error)}
      standalone={ctx === null}
    />
  )
}

/** The fault taken apart, where a developer looks at it. */
function detailsFor(ctx: AdminContext | null, error: unknown): FailureDetails | undefined {
  return env().NODE_ENV === 'development' && ctx?.actor.isSuperuser === true ? failureDetails(error) : undefined
}
