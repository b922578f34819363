/** A problem as `check` prints it, whichever part found it. */
export interface PrintedProblem {
  readonly id: string
  readonly level: 'error' | 'warning'
  readonly where: string
  readonly message: string
  readonly hint: string
}

/**
 * The lines of a report. Every error has its own line. Warnings of one kind share a line with their number, because a
 * large schema may have hundreds of them, unless `details` asks for all.
 */
export function problemLines(problems: readonly PrintedProblem[], { details }: { details: boolean }): string[] {
  if (problems.length === 0) return ['No problems.']
  const errors = problems.filter(({ level }) => level === 'error').length
  const lines = details ? problems.map(line) : groupedLines(problems)
  const isCut = lines.length < problems.length
  return [
    ...lines,
    `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}.`,
    ...(isCut ? ['To list each one: npx brolly check --details'] : []),
    'About each id: docs/checks/<id>.md',
  ]
}

function groupedLines(problems: readonly PrintedProblem[]): string[] {
  const warnings = new Map<string, PrintedProblem[]>()
  for (const problem of problems)
    if (problem.level === 'warning') warnings.set(problem.id, [...(warnings.get(problem.id) ?? []), problem])
  // A kind is printed where its first warning occurred.
  return problems.flatMap((problem) => {
    if (problem.level === 'error') return [line(problem)]
    const kind = warnings.get(problem.id) ?? []
    if (kind[0] !== problem) return []
    return [kind.length === 1 ? line(problem) : `${line(problem)} (and ${kind.length - 1} more of this kind)`]
  })
}

const line = ({ id, level, where, message, hint }: PrintedProblem) =>
  `${level} ${id}  ${where}: ${message}${hint === '' ? '' : ` ${hint}`}`

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
