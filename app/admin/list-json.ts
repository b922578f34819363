import 'server-only'
import type { ListPage } from '@/admin/client'
import { leaveForDocument } from '../response-status'

/** A list as sent to the browser, without its rows if the document being rendered already contains them. */
export function listJson(page: ListPage): string {
  return JSON.stringify(leaveForDocument(page) ? { ...page, rows: [], columns: [] } : page)
}
