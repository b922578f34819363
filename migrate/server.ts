/** For your own code: runs migrations and reads their state. */
export { migrate, type MigrateOptions, type MigrationProgress, type MigrationRun } from './run/migrate'
export { migrationPlan, type TargetOptions } from './plan/migration-plan'
export { migrationStatus, type FolderStatus } from './plan/status'
