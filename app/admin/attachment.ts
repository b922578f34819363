/**
 * The header of a response that browsers save under the name of a table. Letters, digits, `_` and `-` are kept; anything else,
 * which could end the name or change the type of the file, becomes `_`.
 *
 * @param extension Without the dot.
 */
export const attachment = (name: string, extension: string): string =>
  `attachment; filename="${name.replace(/[^A-Za-z0-9_-]/gu, '_')}.${extension}"`
