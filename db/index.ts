import { createDatabase } from '@/admin/server'
import { env } from '@/env'

/** The connections of the running app. */
export const client = createDatabase(env())
export const db = client.db
