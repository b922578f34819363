import { Eye, ExternalLink, Pencil, Plus } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useState } from 'react'
import type { LookupOption, RelationMeta, SavedRow } from '@/admin/client'
import { onRowSaved, tellRowSaved, useRelatedForms } from './related-forms'
import type { LinkedRowState } from './use-linked-row'
import { askLookup } from './use-lookup'
import * as words from '../words/fields'

interface RelationLinksProps {
  relation: RelationMeta
  row: LinkedRowState
  /** Without JavaScript, the links open new tabs. */
  scripted: boolean
  onPick: (option: LookupOption) => void
}

/**
 * The links beside a relation's input: to the linked row, and to add one. Their forms open in a dialog over this one, whose
 * field then gets the saved row.
 */
export function RelationLinks({ relation, row, scripted, onPick }: RelationLinksProps) {
  const open = useRelatedForms()
  const [note, setNote] = useState<{ text: string; isProblem: boolean } | null>(null)
  const inDialog = scripted && open !== null && relation.forms !== null
  const { picked } = row
  const name = picked.label ?? relation.singular

  const isPicked = (key: string) => picked.href !== null && keyOf(picked.href) === key
  // Several fields may show the row that was changed from one of them.
  useEffect(() =>
    onRowSaved(({ forms, key, label }) => {
      if (forms === relation.forms && isPicked(key)) row.rename(label)
    }),
  )

  const take = async ({ key, label }: SavedRow) => {
    setNote(null)
    if (relation.forms !== null) tellRowSaved({ forms: relation.forms, key, label })
    try {
      const { options } = await askLookup(row.questions.about({ key }))
      const [option] = options
      if (option?.value === picked.value) row.refresh(option)
      else if (option === undefined && isPicked(key)) row.rename(label)
      else if (option === undefined || option.unavailable)
        setNote({ text: words.savedNotOffered(label), isProblem: true })
      else {
        onPick(option)
        setNote({ text: words.savedAndChosen(label), isProblem: false })
      }
    } catch {
      setNote({ text: words.savedNotTaken(label), isProblem: true })
    }
  }
  const show = (href: string, { title, key }: { title: string; key: string | null }) => ({
    href,
    onOpen: inDialog
      ? (opener: HTMLElement) =>
          open({
            url: key === null ? `${relation.forms}${row.questions.shared()}` : `${relation.forms}/${key}`,
            href,
            title,
            opener,
            onSaved: (saved) => void take(saved),
          })
      : null,
  })
  return (
    <>
      {picked.href !== null && picked.value !== '' && (
        <FormLink
          {...show(picked.href, { title: name, key: keyOf(picked.href) })}
          label={!inDialog ? words.openInNewTab(name) : relation.mayChange ? words.edit(name) : words.view(name)}
        >
          {!inDialog ? <ExternalLink aria-hidden /> : relation.mayChange ? <Pencil aria-hidden /> : <Eye aria-hidden />}
        </FormLink>
      )}
      {relation.addHref !== null && (
        <FormLink
          {...show(relation.addHref, { title: words.add(relation.singular), key: null })}
          label={inDialog ? words.add(relation.singular) : words.addInNewTab(relation.singular)}
        >
          <Plus aria-hidden />
        </FormLink>
      )}
      {inDialog && (
        <p className={note?.isProblem ? 'relation-note' : 'sr-only'} role="status">
          {note?.text}
        </p>
      )}
    </>
  )
}

/** The key in the URL of a row's page. */
const keyOf = (href: string) => href.slice(href.lastIndexOf('/') + 1)

interface FormLinkProps {
  href: string
  /** Null if it only leads to a new tab. */
  onOpen: ((opener: HTMLElement) => void) | null
  label: string
  children: ReactNode
}

/** A link to a form, which opens in a dialog. Always a link, so that a click with Ctrl opens the page itself, in a new tab. */
export function FormLink({ href, onOpen, label, children }: FormLinkProps) {
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    if (onOpen === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    onOpen(event.currentTarget)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLAnchorElement>) => {
    if (onOpen === null || event.key !== ' ') return
    event.preventDefault()
    onOpen(event.currentTarget)
  }
  return (
    <a
      className="btn icon relation-link"
      href={href}
      target="_blank"
      rel="noopener"
      title={label}
      aria-haspopup={onOpen === null ? undefined : 'dialog'}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {children}
      <span className="sr-only">{label}</span>
    </a>
  )
}
