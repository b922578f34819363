import 'server-only'
import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { type AdminContext, profileAdmin, refusedRecord } from '@/admin/server'
import site from '@/admin.config'
import type { PublicFormState } from '@/admin/client'
import { messageFor } from '../faults'
import { setRefusedStatus } from './action-context'

interface Refused {
  entries: [string, FormDataEntryValue][]
  /** Null if the request failed before it was known whose profile it is. */
  ctx: AdminContext | null
}

/** A form with the profile of an account again: what is wrong with it, and what was typed. */
export async function refusedProfile(error: unknown, { entries, ctx }: Refused): Promise<PublicFormState> {
  unstable_rethrow(error)
  await setRefusedStatus(error)
  return refusedRecord(error, {
    entries,
    message: messageFor(error),
    admin: profileAdmin(site),
    ctx,
    scripted: (await headers()).has('next-action'),
  })
}
