import type { Database } from '@/admin'
import { seedShop } from './shop/seed'

/** Fills a new database. Run by `brolly dev` once, and by `brolly seed`; does nothing where there are rows already. */
export default async function seed(db: Database): Promise<void> {
  await seedShop(db)
}
