import type { Instrumentation } from 'next'

/** Runs once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { env } = await import('./env')
  const { rememberResponses } = await import('./app/response-status')
  rememberResponses()
  const [
    { guardServers },
    { addresses, isMember, onRefusal, policy },
    { basePath },
    { logRequests },
    { default: site },
    { hasCookie },
  ] = await Promise.all([
    import('./app/front-door/front-door'),
    import('./app/front-door/settings'),
    import('./app/admin/base-path'),
    import('./app/front-door/request-log'),
    import('./admin.config'),
    import('./app/front-door/check-request'),
  ])
  // Not awaited: mails can wait until the server answers.
  void import('./app/mail').then(({ mail }) => mail.start())
  // Those of a library of the project that keeps the sessions.
  const sessionCookies = site.accounts.auth?.cookies ?? []
  guardServers({
    ...addresses,
    sessionCookies,
    basePath,
    isMember: async (request) => hasCookie(request.headers, sessionCookies) || isMember(request),
    onRefusal,
    policy,
    upgrades: env().NODE_ENV === 'development',
  })
  if (env().BROLLY_LOG === 'json' || env().BROLLY_LOG_LEVEL !== undefined) logRequests()
}

/** Told by Next.js of errors that no page of Brolly answered: in rendering, in actions, in routes of the project. */
export const onRequestError: Instrumentation.onRequestError = async (error, _request, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { mailUnanswered } = await import('./app/fault-mails')
  mailUnanswered(error, routePath)
}
