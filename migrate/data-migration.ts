/** Where earlier data migrations import their types from. It stays, and new ones import `@/migrate`. */
export type * from './files/data-migration'
