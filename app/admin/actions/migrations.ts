'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import type { MigrationFormState } from '@/admin/client'
import { AdminError } from '@/admin/server'
import { startMigration } from '@/migrate/pages/runs'
import { migrationsPath } from '@/migrate/pages/source'
import { migrationSource } from '../-/migrations/migration-source'
import { actionContext, setRefusedStatus } from './action-context'
import { logFault, messageFor } from '../faults'
import { formInput, migrationTargetInput } from './inputs'
import { basePath } from '../base-path'
import * as words from '@/components/words/failure'

/** Starts the confirmed run and redirects to its page, or to that of a run already in progress. */
export async function runMigrations(
  target: string | null,
  _: MigrationFormState,
  posted: FormData,
): Promise<MigrationFormState> {
  const to = migrationTargetInput.parse(target)
  const data = formInput(posted)
  const text = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  const acceptsLoss = text('loss') === 'yes'
  let id: string
  try {
    const ctx = await actionContext(migrationsPath({ basePath }, '/plan'))
    id = await startMigration(ctx, migrationSource(), {
      agreed: { to, fingerprint: text('fingerprint'), password: text('current'), acceptsLoss },
      report: (error) => words.wrong(logFault(error)),
    })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { notice: messageFor(error), errors: error instanceof AdminError ? { ...error.fields } : {}, acceptsLoss }
  }
  redirect(migrationsPath({ basePath }, `/run/${id}`))
}
