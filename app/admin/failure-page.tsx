import 'server-only'
import { forbidden, notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import type { FailureDetails } from '@/admin/client'
import {
  errorCodes,
  failureDetails,
  translateReadError,
  type AdminContext,
  type AdminError,
  type ErrorCode,
} from '@/admin/server'
import { MessagePage } from '@/components/admin/message-page'
import { env } from '@/env'
import { pendingMigrationNames } from '../pending-migrations'
import { setResponseStatus } from '../response-status'
import { logFault } from './faults'
import { allTables, basePath } from './base-path'

const titles: Partial<Record<ErrorCode, string>> = {
  NOT_SIGNED_IN: 'Not logged in',
  FORBIDDEN: 'Not allowed',
  NOT_FOUND: 'Not found',
  CONFLICT: 'Changed in the meantime',
  TOO_LARGE: 'Too large',
  INVALID: 'Not valid',
  BAD_QUERY: 'This URL is not valid',
  UNAVAILABLE: 'The database is not available',
  NOT_MIGRATED: 'The database is behind the code',
  TIMEOUT: 'Timed out',
  BUSY: 'Too busy',
}

/**
 * A refusal or a failure as a page, with its status.
 *
 * @param page The page and its user; null if they are unknown, in which case the page has no frame.
 */
export async function failurePage(
  error: unknown,
  page: { path: string; ctx: AdminContext } | null,
): Promise<ReactNode> {
  const known = translateReadError(error)
  const ctx = page?.ctx ?? null
  if (!known || !errorCodes[known.code].shown) return faultPage(error, ctx)
  const { status } = errorCodes[known.code]
  if (!setResponseStatus(status)) {
    if (status === 403) forbidden()
    if (status === 404 || status === 400) notFound()
  }
  return (
    <MessagePage
      title={titles[known.code] ?? 'Not possible'}
      text={await textFor(known)}
      links={[wayOn(known, page)]}
      details={known.code === 'NOT_MIGRATED' ? detailsFor(ctx, error) : undefined}
      standalone={page === null}
    />
  )
}

function wayOn({ code }: AdminError, page: { path: string } | null): { label: string; href: string } {
  if (page === null) return { label: 'Try again', href: basePath }
  if (code === 'BAD_QUERY') return { label: 'Show the full list', href: page.path }
  return allTables
}

async function textFor(error: AdminError): Promise<string> {
  if (error.code === 'UNAVAILABLE')
    return `${error.message} Nothing was changed. This page will work again when the database does.`
  if (error.code !== 'NOT_MIGRATED') return error.message
  const pending = await pendingMigrationNames()
  const files =
    pending.length > 0
      ? ` Pending: ${pending.join(', ')}.`
      : ' No migration is pending. Create one with “npx brolly makemigrations”.'
  return `The code describes something that this database does not have yet.${files} Apply migrations with “npx brolly migrate”.`
}

/** A bug: logged under a reference, and shown without any detail. */
function faultPage(error: unknown, ctx: AdminContext | null): ReactNode {
  const reference = logFault(error)
  setResponseStatus(500)
  return (
    <MessagePage
      title="Something went wrong"
      text="The error was logged under this reference. Nothing was changed."
      links={[allTables]}
      reference={reference}
      details={detailsFor(ctx, error)}
      standalone={ctx === null}
    />
  )
}

/** The details of a fault, for developers. */
function detailsFor(ctx: AdminContext | null, error: unknown): FailureDetails | undefined {
  return env().NODE_ENV === 'development' && ctx?.actor.isSuperuser === true ? failureDetails(error) : undefined
}
