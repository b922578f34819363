/** What `makemigrations --empty` writes for a migration in code. */
export const codeSkeleton = `import type { DataMigration } from '@/migrate'

/** Runs in one transaction, with the tables as the migrations before this one have left them. */
export async function up({ sql }: DataMigration): Promise<void> {
  await sql\`-- Your SQL here.\`
}

/** Undoes it. Without this function the migration cannot be undone. */
export async function down({ sql }: DataMigration): Promise<void> {
  await sql\`-- Your SQL here.\`
}
`
