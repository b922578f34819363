import type { ReactElement, ReactNode } from 'react'
import type { PostedRowState, RecordConflict, RecordField } from '@/admin/client'
import * as words from '../../../words/inlines'
import { useFieldId } from '../field-id'
import type { Line, LineBlock } from './inline-lines'
import { countOf, InlineFoot, LineTools, Position, type LineProps } from './inline-tools'

/** The operations on rows with JavaScript. Without it, buttons submit the form. */
export interface InlineWork {
  add: (name: string) => void
  /** Removes a new row. */
  drop: (name: string, prefix: string) => void
  move: (name: string, prefix: string, to: number) => void
}

export interface InlineSectionProps {
  found: LineBlock
  /** Messages by the full name of an input, a row or an inline. */
  errors: ReadonlyMap<string, string>
  /** Renders one field: as an input in a form, otherwise as text. */
  field: (field: RecordField, line: Line) => ReactElement
  /** The row as last posted, if the form was refused. */
  sent?: (prefix: string) => PostedRowState | null
  drawConflict?: (conflict: RecordConflict, line: Line) => ReactNode
  /** Null if nothing can be changed, or JavaScript is not running yet. */
  work: InlineWork | null
  nested?: boolean
}

/** The rows of another table in a record's form, as a table or as small forms. */
export function InlineSection(props: InlineSectionProps) {
  const fieldId = useFieldId()
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
      <table className="row-table">
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

function TableLine(props: LineProps) {
  const fieldId = useFieldId()
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
          <HiddenInputs {...props} />
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
  const fieldId = useFieldId()
  const { found, line, index, field } = props
  const { block } = found
  return (
    <li className="inline-line" id={fieldId(line.prefix.slice(0, -1))} tabIndex={-1}>
      <HiddenInputs {...props} />
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

/** The error and the conflict of the row as a whole. */
function lineNotes({ line, errors, sent, drawConflict }: LineProps): ReactNode {
  const clash = sent?.(line.prefix)?.conflict ?? null
  const error = clash === null ? errors.get(line.prefix.slice(0, -1)) : undefined
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

/** The hidden inputs of a row. After a conflict, they contain the version that the conflict was compared with. */
function HiddenInputs({ line, sent }: LineProps) {
  const { prefix, row, token } = line
  const again = sent?.(prefix) ?? null
  const version = again?.version || line.version
  const base = again?.base || line.base
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
