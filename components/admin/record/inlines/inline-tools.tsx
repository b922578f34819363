import { ExternalLink, Plus, Trash2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import * as words from '../../../words/inlines'
import { Button } from '../../../ui/button'
import type { InlineSectionProps } from './inline-section'
import type { Line, LineBlock } from './inline-lines'

export interface LineProps extends InlineSectionProps {
  line: Line
  index: number
}

/** Useless without JavaScript, so it is not part of the HTML. */
const MoveTools = lazy(async () => ({ default: (await import('./move-tools')).MoveTools }))

/** The number of rows, exact up to 1,000. */
export const countOf = ({ count }: LineBlock['block']) => (count > 1000 ? words.manyRows : String(count))

/** The input for the position of the row, and with JavaScript the buttons that move it. */
export function Position({ found, line, index, field, work }: LineProps) {
  const { block, name, lines } = found
  const position = line.fields[block.columns.length]
  const rowName = line.row?.title ?? words.newRowInSentence(block.singular)
  return (
    <span className="inline-position" data-scripted={work !== null || undefined}>
      {position && field(position, line)}
      {work !== null && (
        <Suspense>
          <MoveTools
            label={rowName}
            index={index}
            count={lines.length}
            move={(to) => work.move(name, line.prefix, to)}
          />
        </Suspense>
      )}
    </span>
  )
}

/** The link to the row's own page, and its removal. An existing row has a checkbox, so that the removal can be undone. */
export function LineTools({ found, line, work }: LineProps) {
  const { row, prefix } = line
  const { block, name } = found
  const rowName = row?.title ?? words.newRowInSentence(block.singular)
  return (
    <span className="inline-buttons">
      {row !== null && row.href !== '' && (
        <a className="btn icon quiet" href={row.href} title={words.open(row.title)}>
          <ExternalLink aria-hidden />
          <span className="sr-only">{words.open(row.title)}</span>
        </a>
      )}
      {row === null && work !== null ? (
        <Button
          icon
          variant="quiet"
          title={words.remove}
          aria-label={words.removeRow(rowName)}
          onClick={() => work.drop(name, prefix)}
        >
          <Trash2 aria-hidden />
        </Button>
      ) : (
        (row === null ? block.blank !== null : row.canDelete) && (
          <label className="btn icon quiet inline-remove" title={words.removeWhenSaved}>
            <input
              type="checkbox"
              className="sr-only"
              name={`${prefix}~delete`}
              value="1"
              defaultChecked={line.removed}
              aria-label={words.removeRow(rowName)}
            />
            <Trash2 aria-hidden />
          </label>
        )
      )}
    </span>
  )
}

/** The button that adds a row, the links to other pages, and the link to the list of all rows. */
export function InlineFoot({ found, work }: InlineSectionProps) {
  const { block, name, lines } = found
  const { pages } = block
  const isFull = block.max !== null && block.count + lines.filter(({ row }) => row === null).length >= block.max
  if (pages === null && block.blank === null && block.listHref === null) return null
  return (
    <div className="inline-foot">
      {block.blank !== null &&
        (isFull ? (
          <span className="inline-pages">
            {words.atMost(block.max ?? 0, block.max === 1 ? block.singular : block.label.toLowerCase())}
          </span>
        ) : (
          <Button
            type="submit"
            name="~add"
            value={name}
            formNoValidate
            onClick={(event) => {
              if (work === null) return
              event.preventDefault()
              work.add(name)
            }}
          >
            <Plus aria-hidden />
            {words.add(block.singular)}
          </Button>
        ))}
      {pages !== null && (
        <nav className="inline-pages" aria-label={words.pages(block.label)}>
          {pages.previousHref !== null && (
            <a className="prose-link" href={pages.previousHref}>
              {words.previous}
            </a>
          )}
          <span>{words.range(pages.first, pages.last, countOf(block))}</span>
          {pages.nextHref !== null && (
            <a className="prose-link" href={pages.nextHref}>
              {words.next}
            </a>
          )}
        </nav>
      )}
      {block.listHref !== null && block.count > 0 && (
        <a className="prose-link inline-list" href={block.listHref}>
          {words.openAsList}
        </a>
      )}
    </div>
  )
}
