/** Invisible characters: whitespace of every kind, direction marks, joiners, Hangul and Braille fillers. */
const unseen = /^[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether a text has no visible character, so that it could not be clicked. */
export const isBlank = (text: string): boolean => unseen.test(text)

const marks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u
const isolates = /[\u2066-\u2069]/gu

/**
 * Isolates a text with direction marks so that it does not affect the text around it. Its own isolates are removed: an
 * unclosed one would extend past the end.
 */
export const isolated = (text: string): string =>
  marks.test(text) ? `\u2068${text.replaceAll(isolates, '')}\u2069` : text
