/**
 * What a data migration imports. This door stays as it is from the first release on: an applied migration is never edited
 * again. `@/migrate/data-migration`, which earlier ones import, leads to the same types.
 */
export type { DataMigration, DataMigrationModule } from './files/data-migration'
