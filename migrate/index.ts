/**
 * What a data migration imports. This door stays as it is from the first release on: an applied migration is never edited
 * again. `@/migrate/data-migration`, which earlier ones import, leads here as well.
 */
export type { DataMigration, DataMigrationModule } from './data-migration'
