import type { Site } from '../site/site'
import { checkDeclarations } from './declarations'
import type { Problem } from './problem'
import { checkSchema } from './schema'

/** All problems that can be found without a database. */
export function checkSite(site: Site): Problem[] {
  return [...checkDeclarations(site), ...checkSchema(site)]
}
