/** Runs once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { rememberResponses } = await import('./app/response-status')
  rememberResponses()
}
