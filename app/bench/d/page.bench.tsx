import site from '@/admin.config'
import { listPage } from '@/admin/server'
import { adminContext } from '../../admin/context'
export default async function P() {
  const ctx = await adminContext()
  const admin = site.byPath('customers')
  if (!ctx || !admin) return null
  const page = await listPage(ctx, admin, [])
  return <p>{page.rows.length}</p>
}
