import type { Metadata } from 'next'
import { ResetPage } from '../../../account-pages/reset-page'
import * as words from '@/components/words/account'

export const metadata: Metadata = { title: words.forgotten }

export default function AdminResetRoute() {
  return <ResetPage side="admin" />
}
