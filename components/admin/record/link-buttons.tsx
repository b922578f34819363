import { ExternalLink } from 'lucide-react'
import type { RecordLink } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import * as words from '../../words/record'

/** The links of a record: to its public page, to its other pages, and those that are declared. */
export function LinkButtons({ links }: { links: readonly RecordLink[] }) {
  return links.map(({ label, href, newTab }, index) => (
    <ButtonLink
      key={`${index} ${href}`}
      href={href}
      {...(newTab ? { target: '_blank', rel: 'noopener', title: words.inNewTab } : {})}
    >
      {label}
      {newTab && <ExternalLink aria-hidden />}
    </ButtonLink>
  ))
}
