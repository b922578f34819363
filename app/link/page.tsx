import type { Metadata } from 'next'
import { LinkPage } from '../account-pages/link-page'
import * as words from '@/components/words/account'

export const metadata: Metadata = { title: words.linkTitle }

export default function LinkRoute() {
  return <LinkPage side="site" />
}
