import { Notice } from '../../ui/notice'

export interface DeclarationProblem {
  id: string
  level: 'error' | 'warning'
  where: string
  message: string
  hint: string
}

/** What `brolly check` finds in the declarations, on every page while one develops. */
export function DeclarationProblems({ problems }: { problems: readonly DeclarationProblem[] }) {
  const errors = problems.filter(({ level }) => level === 'error').length
  return (
    <div className="declaration-problems">
      <Notice tone={errors > 0 ? 'danger' : 'warning'}>
        <details>
          <summary>
            {problems.length === 1 ? '1 problem' : `${problems.length} problems`} in the declarations
            {errors > 0 && ': the build and the server will refuse to start'}
          </summary>
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
