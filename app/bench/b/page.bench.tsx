import { adminContext } from '../../admin/context'
export default async function P() {
  await adminContext()
  return <p>Empty</p>
}
