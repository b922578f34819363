/** What code of your own calls to run migrations and to read their state. */
export { migrate, type MigrateOptions, type MigrationProgress, type MigrationRun } from './run/migrate'
export { migrationPlan, type TargetOptions } from './plan/migration-plan'
export { migrationStatus, type FolderStatus } from './plan/status'
