import type { Metadata } from 'next'
import * as words from '@/components/words/factors'
import { FactorPage } from '../../account-pages/factor-page'
import type { SearchParams } from '../../admin/parameters'

export const metadata: Metadata = { title: words.setUpTitle }

export default function FactorRoute({ searchParams }: { searchParams: SearchParams }) {
  return <FactorPage side="site" searchParams={searchParams} />
}
