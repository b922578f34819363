import * as words from '../words/factors'

/** Opens the confirmation in a tab of its own, so that the form stays as it is. */
export function ConfirmLink({ href }: { href: string | null | undefined }) {
  if (!href) return null
  return (
    <>
      <a href={href} target="_blank">
        {words.confirmLink}
      </a>
      . {words.confirmOpens}
    </>
  )
}
