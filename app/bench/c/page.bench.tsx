import { adminScreen } from '../../admin/screen'
export default async function P() {
  return adminScreen({ path: '/bench/c' }, async () => ({ breadcrumbs: [], body: <p>Empty</p> }))
}
