/**
 * For tests of a project, run with `npx brolly test`: `import { expect, test } from '@/admin/testing'`. The files next
 * to this one belong to that entry; `kit/` is used only by the engine's own tests.
 */
export { test } from './project-test'
export type { ProjectFixtures } from './project-test'
export { expect } from 'vitest'
export { createTestDatabase } from './database'
export type { TestDatabase, TestDatabaseOptions } from './database'
export type { Mail } from '../mail/mailer'
export type { Insert } from './insert-row'
export type { TestUser } from './test-user'
export type { Posted, Typed, TypedValues } from './posted'
export type { TestClient } from './test-client'
export { describeFieldType } from './field-contract'
export type { FieldCases } from './field-table'
