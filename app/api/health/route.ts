export const dynamic = 'force-dynamic'

/** Reports that the process is alive. `/api/ready` also checks the database. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { 'Cache-Control': 'no-store' } })
}
