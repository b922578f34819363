import { defineConfig } from 'drizzle-kit'

/** For `drizzle-kit studio`, `generate` and `migrate` on the same folder that `brolly` uses. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './db/schema.ts',
  out: './drizzle',
  dbCredentials: { url: process.env.DATABASE_URL ?? 'postgres://127.0.0.1:5432/postgres' },
})
