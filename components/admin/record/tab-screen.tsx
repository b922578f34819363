import type { ReactNode } from 'react'
import type { TabPage } from '@/admin/client'
import { RecordTabs } from './record-tabs'

/** A declared page of a record: its title and links, and what the declaration draws. */
export function TabScreen({ page, children }: { page: TabPage; children: ReactNode }) {
  return (
    <div className="record">
      <div className="record-head">
        <div className="record-title">
          <h1>{page.title}</h1>
        </div>
      </div>
      <RecordTabs tabs={page.tabs} recordHref={page.recordHref} current={page.name} />
      <div className="record-tab">{children}</div>
    </div>
  )
}
