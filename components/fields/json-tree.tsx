import type { JsonNode } from '@/admin/client'
import { jsonTree } from '@/admin/typing'
import * as words from '../words/code'

/** Members beyond these are counted. */
const mostMembers = 100

/** A JSON value to read: what is inside another value can be folded. A text that is cut off is shown as it is. */
export function JsonTree({ text }: { text: string }) {
  const node = jsonTree(text)
  return node === null || 'scalar' in node ? <bdi>{text}</bdi> : <Members node={node} />
}

type Branch = Extract<JsonNode, { open: string }>

function Members({ node }: { node: Branch }) {
  const { open, members } = node
  const more = members.length - mostMembers
  return (
    <ul className="json-tree">
      {members.slice(0, mostMembers).map(({ key, value }, index) => (
        // JSON may name a key twice.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          {'scalar' in value || value.members.length === 0 ? (
            <>
              <Key open={open} name={key} />
              <bdi>{'scalar' in value ? value.scalar : value.open === '{' ? '{}' : '[]'}</bdi>
            </>
          ) : (
            <details open={members.length <= 20}>
              <summary>
                <Key open={open} name={key} />
                <small>{words.members(value.open, value.members.length)}</small>
              </summary>
              <Members node={value} />
            </details>
          )}
        </li>
      ))}
      {more > 0 && <li>{words.more(more)}</li>}
    </ul>
  )
}

const Key = ({ open, name }: { open: string; name: string }) => (
  <span className="json-key">{open === '{' ? `${name}: ` : `${Number(name) + 1}. `}</span>
)
