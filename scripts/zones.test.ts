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
  ['bench/ways.ts', "import { customers } from '@/db/shop/schema'"],
  ['migrate/files/folder.ts', "import { withConnection } from '../database/connection'"],
  ['admin/query/list-rows.ts', "import { planDelete } from '../write/delete-plan'"],
  ['admin/postgres/errors.ts', "import { listPage } from '@/admin/server'"],
  ['migrate/files/folder.ts', "import { withConnection } from '@/migrate/database/connection'"],
  ['migrate/plan/steps.ts', "export { type Job, jobOf } from '../run/runner'"],
  ['migrate/plan/steps.ts', "const { migrate } = await import('@/migrate/server')"],
  ['cli/load/load-schema.ts', "import '../output/terminal'"],
  ['cli/data/accounts.ts', "import { program } from '../program'"],
])('%s may not hold: %s', (file, text) => {
  expect(problemsOf({ file, text })).toHaveLength(1)
})

test.each([
  ['admin/query/list.ts', "import { sql } from 'drizzle-orm'\nimport { AdminError } from '../errors'"],
  ['components/admin/list.tsx', "import {\n  type ListScreen,\n} from '@/admin/client'"],
  ['migrate/run/migrate.ts', "import { readFolder } from '../files/folder'\nimport { note } from './runner'"],
  [
    'migrate/plan/steps.ts',
    "import type { Job } from '../run/runner'\nimport {\n  type Runner,\n} from '../run/runner'",
  ],
  ['migrate/server.ts', "export { migrate } from './run/migrate'"],
  ['cli/load/who.ts', "import { defineCommand } from '../command'"],
  ['db/shop/schema.ts', "import { users } from '@/admin'"],
  ['cli/load/load-schema.test.ts', "import { runCli } from '../tests/cli-process'"],
  ['app/admin/page.tsx', "import { listRows } from '@/admin/server'\nimport { db } from '@/db'"],
])('%s may hold: %s', (file, text) => {
  expect(problemsOf({ file, text })).toEqual([])
})
