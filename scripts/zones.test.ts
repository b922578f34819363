import { expect, test } from 'vitest'
import { problemsOf } from './zones'

test.each([
  ['admin/query/list.ts', "import { db } from '@/db'"],
  ['admin/query/list.ts', "import { notFound } from 'next/navigation'"],
  ['components/admin/list.tsx', "import { sql } from 'drizzle-orm'"],
  ['components/admin/list.tsx', "import { listRows } from '@/admin/server'"],
  ['components/admin/list.tsx', "import type { Thing } from '../../app/thing'"],
  ['app/admin/page.tsx', "import { listRows } from '@/admin/query/list-rows'"],
  ['db/shop/schema.ts', "import { env } from '@/env'"],
  ['env.ts', "const { db } = await import('@/db')"],
  ['cli/main.ts', "export { page } from '../app/page'"],
])('%s may not hold: %s', (file, text) => {
  expect(problemsOf({ file, text })).toHaveLength(1)
})

test.each([
  ['admin/query/list.ts', "import { sql } from 'drizzle-orm'\nimport { AdminError } from '../errors'"],
  ['components/admin/list.tsx', "import {\n  type ListScreen,\n} from '@/admin/client'"],
  ['app/admin/page.tsx', "import { listRows } from '@/admin/server'\nimport { db } from '@/db'"],
])('%s may hold: %s', (file, text) => {
  expect(problemsOf({ file, text })).toEqual([])
})
