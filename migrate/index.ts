/**
 * What a data migration imports. This entry must stay compatible forever, because an applied migration is never edited.
 * `@/migrate/data-migration`, which earlier ones import, has the same types.
 */
export type { DataMigration, DataMigrationModule } from './files/data-migration'
