import * as shared from '../words/shared'

/** A link to a value that is too long for the page. */
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
