import * as shared from '../words/shared'

/** Leads to a value that is too long for the page it belongs to. */
export function WholeLink({ href }: { href: string }) {
  return (
    <>
      {' '}
      <a className="prose-link" href={href}>
        {shared.showAll}
      </a>
    </>
  )
}
