import type { Metadata } from 'next'
import * as words from '@/components/words/factors'
import { ConfirmPage } from '../../../account-pages/confirm-page'
import type { SearchParams } from '../../parameters'

export const metadata: Metadata = { title: words.confirmTitle }

export default function AdminConfirmRoute({ searchParams }: { searchParams: SearchParams }) {
  return <ConfirmPage side="admin" searchParams={searchParams} />
}
