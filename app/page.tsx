import site from '@/admin.config'
import { PlainPage } from '@/components/admin/plain-page'
import { ButtonLink } from '@/components/ui/button'
import { basePath } from './admin/base-path'

/** The public front page of the demo. */
export default function HomePage() {
  return (
    <PlainPage siteTitle={site.title} title="This is the public side">
      <p className="lead">The data behind it is managed in the admin.</p>
      <ButtonLink href={basePath} variant="primary">
        Open the admin
      </ButtonLink>
    </PlainPage>
  )
}
