import 'server-only'
import type { ListPage } from '@/admin/client'
import { leaveForDocument } from '../response-status'

/** A list as it crosses to the browser: without its rows where the document that is being made holds them already. */
export function listJson(page: ListPage): string {
  return JSON.stringify(leaveForDocument(page) ? { ...page, rows: [], columns: [] } : page)
}
