import { ArrowDown, ArrowUp, ExternalLink, Plus, Trash2 } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import type { RecordConflict, RecordField } from '@/admin/client'
import { Button } from '../../../ui/button'
import * as words from '../../../words/inlines'
import { fieldId } from '../field-id'
import type { Line, LineBlock } from './inline-lines'

/** What can be done with rows while JavaScript runs; without it, buttons submit the form. */
export interface InlineWork {
  add: (name: string) => void
  /** Takes a row out that is only being added. */
  drop: (name: string, prefix: string) => void
  move: (name: string, prefix: string, to: number) => void
}

export interface InlineSectionProps {
  found: LineBlock
  /** By the full names of inputs, rows and inlines. */
  errors: ReadonlyMap<string, string>
  /** Draws one field: an input in a form, text elsewhere. */
  field: (field: RecordField, line: Line) => ReactElement
  /** Rows that somebody else changed. */
  conflict?: (prefix: string) => RecordConflict | null
  drawConflict?: (conflict: RecordConflict, line: Line) => ReactNode
  /** Null where nothing can be changed, and before JavaScript runs. */
  work: InlineWork | null
  nested?: boolean
}

/** The rows of another table in a record's form: a table, or one small form below the other. */
export function InlineSection(props: InlineSectionProps) {
  const { found, errors, nested = false } = props
  const { block, name, lines } = found
  const error = errors.get(name)
  const hasErrors = [...errors.keys()].some((key) => key === name || key.startsWith(`${name}.`))
  const body = (
    <>
      {error !== undefined && <p className="error">{error}</p>}
      {lines.length === 0 ? <p className="inline-none">{words.none}</p> : <Lines {...props} />}
      <InlineFoot {...props} />
    </>
  )
  const heading = (
    <>
      {block.label} {block.count > 0 && <span className="inline-count">{countOf(block)}</span>}
    </>
  )
  return (
    <section className={nested ? 'inline-rows nested' : 'section inline-rows'} id={fieldId(name)} tabIndex={-1}>
      {block.collapsed ? (
        <details open={hasErrors || undefined}>
          <summary>{nested ? <h3>{heading}</h3> : <h2>{heading}</h2>}</summary>
          {body}
        </details>
      ) : (
        <>
          {nested ? <h3>{heading}</h3> : <h2>{heading}</h2>}
          {body}
        </>
      )}
    </section>
  )
}

const countOf = ({ count }: LineBlock['block']) => (count > 1000 ? words.manyRows : String(count))

function Lines(props: InlineSectionProps) {
  const { found } = props
  const { block, lines } = found
  if (block.kind === 'stacked')
    return (
      <ol className="inline-stack">
        {lines.map((line, index) => (
          <StackedLine key={line.prefix} {...props} line={line} index={index} />
        ))}
      </ol>
    )
  return (
    <div className="inline-scroll">
      <table className="inline-table">
        <thead>
          <tr>
            {block.columns.map(({ name, label, required }) => (
              <th key={name} scope="col">
                <span className={required ? 'required' : undefined}>{label}</span>
              </th>
            ))}
            {block.position !== null && <th scope="col">{words.order}</th>}
            <th scope="col">
              <span className="sr-only">{words.row}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <TableLine key={line.prefix} {...props} line={line} index={index} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface LineProps extends InlineSectionProps {
  line: Line
  index: number
}

function TableLine(props: LineProps) {
  const { found, line, field } = props
  const { block } = found
  const columns = block.columns.length + (block.position === null ? 1 : 2)
  const shown = line.fields.slice(0, block.columns.length)
  const notes = lineNotes(props)
  return (
    <>
      {notes !== null && (
        <tr className="inline-note">
          <td colSpan={columns}>{notes}</td>
        </tr>
      )}
      <tr className="inline-line" id={fieldId(line.prefix.slice(0, -1))} tabIndex={-1}>
        {shown.map((cell) => (
          <td key={cell.meta.name}>{field(cell, line)}</td>
        ))}
        {block.position !== null && (
          <td>
            <Position {...props} />
          </td>
        )}
        <td className="inline-tools">
          <HiddenInputs line={line} />
          <LineTools {...props} />
        </td>
      </tr>
      {line.blocks.length > 0 && (
        <tr className="inline-below">
          <td colSpan={columns}>
            <Below {...props} />
          </td>
        </tr>
      )}
    </>
  )
}

function StackedLine(props: LineProps) {
  const { found, line, index, field } = props
  const { block } = found
  return (
    <li className="inline-line" id={fieldId(line.prefix.slice(0, -1))} tabIndex={-1}>
      <HiddenInputs line={line} />
      <div className="inline-head">
        <b>{line.row === null ? words.newRow(block.singular) : line.row.title}</b>
        <span className="inline-number">{index + 1}</span>
        {block.position !== null && <Position {...props} />}
        <LineTools {...props} />
      </div>
      {lineNotes(props)}
      <div className="fields">{line.fields.slice(0, block.columns.length).map((cell) => field(cell, line))}</div>
      <Below {...props} />
    </li>
  )
}

/** What is wrong with the row as a whole, and what somebody else did to it. */
function lineNotes({ line, errors, conflict, drawConflict }: LineProps): ReactNode {
  const error = errors.get(line.prefix.slice(0, -1))
  const clash = conflict?.(line.prefix) ?? null
  if (error === undefined && clash === null) return null
  return (
    <>
      {error !== undefined && <p className="error">{error}</p>}
      {clash !== null && drawConflict?.(clash, line)}
    </>
  )
}

function Below({ line, ...props }: LineProps) {
  return line.blocks.map((below) => <InlineSection key={below.name} {...props} found={below} nested />)
}

/** What a row is posted with besides its inputs. */
function HiddenInputs({ line }: { line: Line }) {
  const { prefix, row, version, base, token } = line
  return (
    <>
      {row !== null && (
        <>
          <input type="hidden" name={`${prefix}~key`} value={row.key} />
          <input type="hidden" name={`${prefix}~version`} value={version} />
        </>
      )}
      <input type="hidden" name={`${prefix}~base`} value={base} />
      {token !== '' && <input type="hidden" name={`${prefix}~token`} value={token} />}
    </>
  )
}

/** The input of the row's position, and with JavaScript the buttons that move it. */
function Position({ found, line, index, field, work }: LineProps) {
  const { block, name, lines } = found
  const position = line.fields[block.columns.length]
  const rowName = line.row?.title ?? words.newRowInSentence(block.singular)
  return (
    <span className="inline-position" data-scripted={work !== null || undefined}>
      {position && field(position, line)}
      {work !== null && (
        <>
          <Button
            icon
            variant="quiet"
            disabled={index === 0}
            aria-label={words.moveUp(rowName)}
            onClick={() => work.move(name, line.prefix, index - 1)}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            icon
            variant="quiet"
            disabled={index === lines.length - 1}
            aria-label={words.moveDown(rowName)}
            onClick={() => work.move(name, line.prefix, index + 1)}
          >
            <ArrowDown aria-hidden />
          </Button>
        </>
      )}
    </span>
  )
}

/** The way to the row's own page, and its removal: of a row that exists it is a box, so that it can be taken back. */
function LineTools({ found, line, work }: LineProps) {
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

/** The pages of many rows, the list of all, and a button for one more. */
function InlineFoot({ found, work }: InlineSectionProps) {
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
