/** Letters that are not a plain letter with a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}

/**
 * A text as part of a URL: `Große Eiche, geölt` becomes `grosse-eiche-geolt`. Letters without a Latin counterpart stay. Pure and
 * small, because the browser uses it too.
 *
 * @param longest In characters. The text is cut at a word if it can be.
 */
export function slugText(text: string, longest = 200): string {
  const plain = text
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/gu, (letter) => letters[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .replace(/['’]/gu, '')
  const slug = plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/gu, '')
  if (slug.length <= longest) return slug
  const cut = slug.slice(0, longest)
  const end = cut.lastIndexOf('-')
  return end > longest / 2 ? cut.slice(0, end) : cut.replace(/-+$/u, '')
}
