import { db } from '@/db'
import { pendingMigrations } from '@/migrate/plan/pending'

export const dynamic = 'force-dynamic'

const maxAgeMs = 1_000
let known: { at: number; answer: Promise<{ ready: boolean; reason?: string }> } | undefined

/**
 * Reports whether this server can serve: the database is available and no migration is pending. The result is cached
 * for a second.
 */
export async function GET(): Promise<Response> {
  if (!known || Date.now() - known.at > maxAgeMs) known = { at: Date.now(), answer: ask() }
  const answer = await known.answer
  return Response.json(answer, {
    status: answer.ready ? 200 : 503,
    headers: { 'Cache-Control': 'no-store', ...(answer.ready ? {} : { 'Retry-After': '5' }) },
  })
}

async function ask(): Promise<{ ready: boolean; reason?: string }> {
  try {
    const pending = await pendingMigrations(db)
    return pending.length === 0 ? { ready: true } : { ready: false, reason: 'migrations are pending' }
  } catch {
    return { ready: false, reason: 'the database cannot be reached' }
  }
}
