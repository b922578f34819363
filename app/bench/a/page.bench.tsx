import { readSessionId } from '@/auth'
export default async function P() {
  await readSessionId()
  return <p>Empty</p>
}
