/** Long ones that people type along the keyboard, or know from a comic, and that the list of the package lacks. */
const walks = [
  '1234567890',
  '0987654321',
  '12345678910',
  '123456789012',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'qwertyuiop[]',
  'qwerty123456',
  'q1w2e3r4t5y6',
  'zaq12wsxcde3',
  'abcdefghij',
  'abcdefghijkl',
  'aaaaaaaaaa',
  'abcd123456',
  'a1b2c3d4e5',
  'asdfasdfasdf',
  'qweasdzxc123',
  'correcthorsebatterystaple',
]

/** What people add to a word so that a form accepts it: a year, a number, an exclamation mark. */
const tail = /[\d!?.@#$*_-]{1,6}$/u

let loading: Promise<ReadonlySet<string>> | undefined

/** 50,000 passwords of breached accounts, in lower case. Read on first use: they take 8 MB, and most processes set no password. */
function knownPasswords(): Promise<ReadonlySet<string>> {
  loading ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set([...dictionary['passwords-common'], ...walks]),
  )
  return loading
}

/**
 * Whether attackers would try this password first: it is known from breaches, or is one of those with up to six digits or marks
 * behind it, or twice. Case does not matter.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const known = await knownPasswords()
  const lower = password.toLowerCase()
  const half = lower.slice(0, Math.ceil(lower.length / 2))
  return known.has(lower) || known.has(lower.replace(tail, '')) || (half + half === lower && known.has(half))
}
