import type { PasswordValidator } from '../site/account-options'
import * as words from '../words/accounts'
import { isCommonPassword } from './common-passwords'

/** Rejects passwords that many people use, by a list of 50,000 that comes with Brolly: nothing is sent anywhere. */
export const notCommon = (): PasswordValidator => async (password) =>
  (await isCommonPassword(password)) ? words.passwordTooCommon : null

/** Rejects passwords of digits alone. */
export const notOnlyDigits = (): PasswordValidator => (password) =>
  /^\d+$/u.test(password) ? words.passwordDigitsOnly : null

/** The fewest letters that a password must have besides the user's own data, and that a part of such data must have. */
const fewest = 4

/** Rejects the email address, and passwords that are little more than a part of it or of the user's name. */
export const notSimilar =
  (): PasswordValidator =>
  (password, { email, name }) => {
    const lower = password.toLowerCase()
    if (lower === email.toLowerCase()) return words.passwordIsEmail
    const parts = `${email} ${name}`
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part.length >= fewest)
    const isSimilar = parts.some(
      (part) => lower.includes(part) && lower.replaceAll(part, '').replaceAll(/[^\p{L}]/gu, '').length < fewest,
    )
    return isSimilar ? words.passwordSimilar : null
  }

export const defaultValidators: readonly PasswordValidator[] = [notCommon(), notOnlyDigits(), notSimilar()]
