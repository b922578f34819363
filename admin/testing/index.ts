/**
 * For tests of a project, run with `npx brolly test`: `import { expect, test } from '@/admin/testing'`. The files beside
 * this one make up that door; `kit/` holds what only the engine's own tests use.
 */
export { test } from './project-test'
export type { ProjectFixtures } from './project-test'
export { expect } from 'vitest'
export { createTestDatabase } from './database'
export type { TestDatabase, TestDatabaseOptions } from './database'
export type { Insert } from './insert-row'
export type { Person } from './person'
export type { Posted, Typed, TypedValues } from './posted'
export type { TestClient } from './test-client'
