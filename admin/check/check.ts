import type { Site } from '../site/site'
import { checkDeclarations } from './declarations'
import type { Problem } from './problem'
import { checkSchema } from './schema'

/** Every problem that the code tells by itself, without a database. */
export function checkSite(site: Site): Problem[] {
  return [...checkDeclarations(site), ...checkSchema(site)]
}
