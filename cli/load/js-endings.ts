import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const relativeImport = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)\.js['"]/u

/**
 * Finds imports of TypeScript files by their future JavaScript name (`./kinds.js` for `kinds.ts`), below `db/` and in
 * `admin.config.ts`. The commands resolve them, but the bundler of Next.js does not (Next.js 16, Turbopack), so the
 * server would fail.
 *
 * @returns One line each: the location, and what to write.
 */
export function jsEndings(root: string): string[] {
  const folder = path.join(root, 'db')
  const below = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  return ['admin.config.ts', ...below.map((name) => path.join('db', name))]
    .filter((name) => /(?<!\.test)\.tsx?$/u.test(name) && existsSync(path.join(root, name)))
    .toSorted()
    .flatMap((name) => jsEndingsOf(root, name))
}

function jsEndingsOf(root: string, name: string): string[] {
  const folder = path.dirname(path.join(root, name))
  return readFileSync(path.join(root, name), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const target = relativeImport.exec(line)?.[1]
      if (target === undefined || existsSync(path.join(folder, `${target}.js`))) return []
      const isTypeScript = ['.ts', '.tsx'].some((ending) => existsSync(path.join(folder, target + ending)))
      return isTypeScript
        ? [`${name}, line ${index + 1}: the server cannot find “${target}.js”. Write “${target}”.`]
        : []
    })
}
