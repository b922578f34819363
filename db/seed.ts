import type { Database } from '@/admin'
import { seedShop } from './shop/seed'

/** Fills a new database. `brolly dev` runs it once, and `brolly seed` on demand; it does nothing if there are rows. */
export default async function seed(db: Database): Promise<void> {
  await seedShop(db)
}
