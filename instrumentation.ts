/** Runs once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { rememberResponses } = await import('./app/response-status')
  rememberResponses()
  const [{ guardServers }, { addresses, isMember }, { basePath }] = await Promise.all([
    import('./app/front-door/front-door'),
    import('./app/front-door/settings'),
    import('./app/admin/base-path'),
  ])
  guardServers({ ...addresses, basePath, isMember })
}
