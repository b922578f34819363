import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/database'

/** Whether an account can log in at all: by its password, a passkey that verifies its user, or single sign-on. */
export async function hasWayIn(db: Database, userId: string): Promise<boolean> {
  const [account] = await db.execute<{ open: boolean }>(sql`
    select u.password_hash is not null or exists (select 1 from brolly.passkeys k where k.user_id = u.id and k.verifies_user)
      or exists (select 1 from brolly.identities i where i.user_id = u.id) as open
    from brolly.users u where u.id = ${userId}::text::uuid`)
  return account?.open === true
}
