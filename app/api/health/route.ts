export const dynamic = 'force-dynamic'

/** The process answers. Says nothing of the database: for that, `/api/ready`. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { 'Cache-Control': 'no-store' } })
}
