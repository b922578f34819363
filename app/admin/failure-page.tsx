import 'server-only'
import { forbidden, notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import {
  errorCodes,
  failureDetails,
  translateReadError,
  type AdminContext,
  type AdminError,
  type ErrorCode,
} from '@/admin/server'
import { FailureBox } from '@/components/admin/failure-box'
import { MessagePage } from '@/components/admin/message-page'
import { env } from '@/env'
import { pendingMigrationNames } from '../pending-migrations'
import { setResponseStatus } from '../response-status'
import { logFault } from './faults'
import { noteRefusal } from './note-refusal'
import { allTables, basePath } from './base-path'
import * as words from '@/components/words/failure'

const titles: Partial<Record<ErrorCode, string>> = {
  NOT_SIGNED_IN: words.notLoggedIn,
  FORBIDDEN: words.notAllowed,
  NOT_FOUND: words.notFound,
  CONFLICT: words.changedMeanwhile,
  TOO_LARGE: words.tooLarge,
  INVALID: words.notValid,
  BAD_QUERY: words.invalidUrl,
  UNAVAILABLE: words.unavailable,
  NOT_MIGRATED: words.behind,
  TIMEOUT: words.timedOut,
  BUSY: words.busy,
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
  noteRefusal(error)
  const { status } = errorCodes[known.code]
  const headers: Record<string, string> = known.retryAfter === null ? {} : { 'Retry-After': String(known.retryAfter) }
  if (!setResponseStatus(status, headers)) {
    if (status === 403) forbidden()
    if (status === 404 || status === 400) notFound()
  }
  return (
    <MessagePage
      title={titles[known.code] ?? words.notPossible}
      text={await textFor(known)}
      links={[wayOn(known, page)]}
      standalone={page === null}
    >
      {known.code === 'NOT_MIGRATED' && detailsFor(ctx, error)}
    </MessagePage>
  )
}

function wayOn({ code }: AdminError, page: { path: string } | null): { label: string; href: string } {
  if (page === null) return { label: words.tryAgain, href: basePath }
  if (code === 'BAD_QUERY') return { label: words.showFullList, href: page.path }
  return allTables
}

async function textFor(error: AdminError): Promise<string> {
  if (error.code === 'UNAVAILABLE') return words.worksAgain(error.message)
  if (error.code !== 'NOT_MIGRATED') return error.message
  const pending = await pendingMigrationNames()
  const files = pending.length > 0 ? words.pending(pending.join(', ')) : words.nonePending
  return words.notMigrated(files)
}

/** A bug: logged under a reference, and shown without any detail. */
function faultPage(error: unknown, ctx: AdminContext | null): ReactNode {
  const reference = logFault(error)
  setResponseStatus(500)
  return (
    <MessagePage
      title={words.wentWrong}
      text={words.logged}
      links={[allTables]}
      reference={reference}
      standalone={ctx === null}
    >
      {detailsFor(ctx, error)}
    </MessagePage>
  )
}

/** The details of a fault, for developers. */
function detailsFor(ctx: AdminContext | null, error: unknown): ReactNode {
  if (env().NODE_ENV !== 'development' || ctx?.actor.isSuperuser !== true) return null
  return <FailureBox details={failureDetails(error)} />
}
