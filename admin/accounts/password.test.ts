import { describe, expect, test } from 'vitest'
import { checkPassword, hashPassword, isOutdated, verifyPassword } from './password'
import { notCommon } from './password-validators'

const ada = { email: 'ada.lovelace@example.org', name: 'Augusta King' }
const refused = { code: 'INVALID' }

describe('a hash that was taken over from Django', () => {
  // Made by Django: those of its own documentation and tests. Those of bcrypt were made by crypt(3).
  test.for([
    ['lètmein', 'pbkdf2_sha256$720000$seasalt$eDupbcisD1UuIiou3hMuMu8oe/XwnpDw45r6AA5iv0E='],
    [
      'lètmein',
      'scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==',
    ],
    ['lètmein', 'bcrypt_sha256$$2b$04$seasaltseasaltseasaltu.OBW01jt9j2u5/0UEiIsGnPUYEuAptK'],
    ['lètmein', 'bcrypt$$2b$04$seasaltseasaltseasaltuMDzzm2Q1IODA/o98afM/SmywBGppF3K'],
    ['secret', 'argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw'],
  ] as const)('%s logs in with %s, which is then replaced', async ([password, hash]) => {
    expect(await verifyPassword(hash, password)).toBe(true)
    expect(await verifyPassword(hash, `${password}x`)).toBe(false)
    expect(isOutdated(hash)).toBe(true)
  })

  test.for([
    'pbkdf2_sha256$99999999999$salt$AAAA',
    'pbkdf2_sha256$1$salt$',
    'pbkdf2_sha256$x$salt$AAAA',
    'pbkdf2_sha256',
    'scrypt$1000000000$salt$8$1$AAAA',
    'scrypt$3$salt$8$1$AAAA',
    'argon2$',
    'bcrypt_sha256$$2b$31$seasaltseasaltseasaltu.OBW01jt9j2u5/0UEiIsGnPUYEuAptK',
    'bcrypt_sha256$$2b$04$short',
    'bcrypt$',
    'md5$salt$5f4dcc3b5aa765d61d8327deb882cf99',
    '!unusable',
    '',
  ])('%s matches nothing', async (hash) => {
    expect(await verifyPassword(hash, 'password')).toBe(false)
  })
})

test('our own hashes are current, and those with other parameters are not', async () => {
  expect(isOutdated(await hashPassword('a-fine-password'))).toBe(false)
  expect(isOutdated('$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA')).toBe(true)
  expect(isOutdated(null)).toBe(true)
})

test('SEC-192: of a flood of log-ins some wait and the others are refused at once, and then it is over', async () => {
  // Cheap to verify, so that the queue alone is looked at.
  const cheap = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'
  await verifyPassword(cheap, 'before')

  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => verifyPassword(cheap, 'wrong')))

  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  // Two at work and a hundred that wait.
  expect(refusals).toHaveLength(98)
  expect(refusals[0]).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 5 })
  expect(await verifyPassword(cheap, 'after')).toBe(false)
})

describe('a new password', () => {
  test.for([
    'ada.lovelace@example.org',
    'lovelace123456',
    'Lovelace-2026!',
    'augusta1815!',
    '12345678901',
    'password123',
    'Liverpool2024!',
    'chocolatechocolate',
  ])('SEC-015: “%s” is refused', async (password) => {
    await expect(checkPassword(password, ada)).rejects.toMatchObject(refused)
  })

  test.for(['lovelace writes programs', 'correct horse battery', '日本語のパスワード十字'])(
    '“%s” is accepted',
    async (password) => {
      await expect(checkPassword(password, ada)).resolves.toBeUndefined()
    },
  )

  test('is checked by the rules of the site', async () => {
    const rules = {
      minLength: 4,
      validators: [
        notCommon(),
        async (password: string) => (password.includes('shop') ? 'Not the name of the shop.' : null),
      ],
    }

    await expect(checkPassword('7391', ada, rules)).resolves.toBeUndefined()
    await expect(checkPassword('739', ada, rules)).rejects.toMatchObject(refused)
    await expect(checkPassword('1234', ada, rules)).rejects.toMatchObject(refused)
    await expect(checkPassword('password123', ada, rules)).rejects.toMatchObject(refused)
    await expect(checkPassword('my shop here', ada, rules)).rejects.toMatchObject({
      fields: { password: 'Not the name of the shop.' },
    })
  })
})
