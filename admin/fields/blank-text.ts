/** Characters that show nothing: blanks of every kind, marks of direction, joiners, fillers of Korean and Braille. */
const unseen = /^[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether nothing can be seen of a text, and so nothing clicked. */
export const isBlank = (text: string): boolean => unseen.test(text)

const marks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u
const isolates = /[\u2066-\u2069]/gu

/**
 * A text that holds marks of direction, kept from turning the words around it. Its own isolates go: an open one would swallow
 * the end of this one.
 */
export const isolated = (text: string): string =>
  marks.test(text) ? `\u2068${text.replaceAll(isolates, '')}\u2069` : text
