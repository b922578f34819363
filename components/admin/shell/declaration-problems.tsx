import { Notice } from '../../ui/notice'
import * as words from '../../words/shell'

export interface DeclarationProblem {
  id: string
  level: 'error' | 'warning'
  where: string
  message: string
  hint: string
}

/** The problems that `brolly check` finds in the declarations, shown on every page during development. */
export function DeclarationProblems({ problems }: { problems: readonly DeclarationProblem[] }) {
  const errors = problems.filter(({ level }) => level === 'error').length
  return (
    <div className="declaration-problems">
      <Notice tone={errors > 0 ? 'danger' : 'warning'}>
        <details>
          <summary>{words.declarationProblems(problems.length, errors > 0)}</summary>
          <ul>
            {problems.map(({ id, where, message, hint }) => (
              <li key={`${id} ${where}`}>
                <code>{id}</code> <b>{where}</b>: {message} {hint}
              </li>
            ))}
          </ul>
        </details>
      </Notice>
    </div>
  )
}
