import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { runCli, type CliResult } from './cli-process'

export interface TestProject {
  readonly root: string
  write(file: string, text: string): void
  /** Runs the command inside the project. */
  run(args: readonly string[], variables?: Record<string, string>): Promise<CliResult>
}

/** A folder with a schema of its own for one test, served by this project's command and packages. */
export function projectFolder(files: Record<string, string> = {}): TestProject {
  const source = path.resolve(import.meta.dirname, '..', '..')
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-cli-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const name of ['node_modules', 'admin', 'bin', 'cli', 'migrate', 'env.ts'])
    symlinkSync(path.join(source, name), path.join(root, name))
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  write('package.json', JSON.stringify({ name: 'a-project', private: true, type: 'module' }))
  // Without paths of its own, `@/db/schema` would be that of this project.
  const compilerOptions = { paths: { '@/*': ['./*'] } }
  write('tsconfig.json', JSON.stringify({ extends: path.join(source, 'tsconfig.json'), compilerOptions }))
  for (const [file, text] of Object.entries(files)) write(file, text)
  return { root, write, run: (args, variables) => runCli(args, variables, { cwd: root }) }
}
