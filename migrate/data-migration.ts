/** Kept for earlier data migrations, which import their types from here. New ones import `@/migrate`. */
export type * from './files/data-migration'
