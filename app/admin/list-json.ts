import 'server-only'
import { cookies } from 'next/headers'
import { type Admin, type AdminContext, listInputs, totalsPage } from '@/admin/server'
import type { ListPage } from '@/admin/client'
import { drawInputs } from '@/components/admin/list/row-inputs'
import { leaveForDocument, typedInList } from '../response-status'

/**
 * A list as sent to the browser, without its rows if the document being rendered already contains them. A browser that has not
 * shown that it runs scripts also gets inputs and totals, which others ask for afterwards.
 */
export async function listJson(ctx: AdminContext, admin: Admin, page: ListPage): Promise<string> {
  const isScripted = (await cookies()).has('brolly-tz')
  const inputs = isScripted ? null : await listInputs(ctx, admin, page)
  const totalValues =
    isScripted || page.totals.length === 0
      ? null
      : await totalsPage(ctx, admin, { parameters: [...new URLSearchParams(page.listQuery)] })
  const sent = { ...page, savable: inputs !== null, totalValues }
  const drawn = inputs === null ? sent : { ...sent, inputs: drawInputs(inputs, typedInList()) }
  return JSON.stringify(leaveForDocument(drawn) ? withoutRows(sent) : sent)
}

const withoutRows = (page: ListPage): ListPage => ({
  ...page,
  rows: [],
  columns: [],
  groups: page.groups && { ...page.groups, rows: [] },
})
