import { wordsOf } from './names'

const keyTable = /(^|_)(api_?keys?|ssh_?keys?|jwks?|access_?keys?|signing_?keys?)$/u
/** Names of tables that hold secrets, whatever their columns are called. */
const secretTable =
  /(^|_)(secrets?|vaults?|credentials?|tokens?|verifications?|verification_(?:codes?|tokens?)|one_time_(?:codes?|tokens?)|magic_links?)$/u
/**
 * The columns of such a table that are the secret. In a table of tokens the key is the token; in a table of secrets it
 * is a name.
 */
const secretContent = /^(?:values?|data|config|configuration|payload|headers|content|body|blob)$/u
const tokenTable = /(^|_)(tokens?|codes?|links?)$/u
const tokenContent = /^(?:code|key|hash)$/u
const always = new Set([
  'password',
  'passwd',
  'passwordhash',
  'passwordsalt',
  'secret',
  'secrets',
  'salt',
  'pepper',
  'token',
  'tokens',
  'credentials',
  'apikey',
  'iban',
  'bic',
  'userkey',
  'cardnumber',
  'hashtext',
])
const pairs =
  /(^|_)(device_code|user_code|card_number|card_cvc|card_cvv|cvc|cvv|user_key|hash_text|password_text|pin_code|api_key|key_hash|private_key|access_key|license_key|encryption_key|signing_key|account_key|secret_key|webhook_url|backup_codes|recovery_codes|certificate_data|account_number|routing_number|tax_id|vat_number|totp_secret|otp_secret|env_vars|preview_env)$/u
const harmless =
  /(^|_)(type|count|counts|limit|limits|used|usage|name|provider|scope|scopes|method|prefix|preview|expiry|expires|expires_at|expires_in|expiration|at|id|ids|status|enabled|required|verified|changed|length|policy|hint)$/u
const counted = /^(input|output|max|min|total|prompt|completion|num|context|cached|reasoning|usage|daily|monthly)_/u
const encrypted = /^(encrypted_|enc_)|(_encrypted|_enc|_ciphertext)$/u

/**
 * Whether a column is masked by default, judging by its name and type. The patterns come from 28 real schemas and
 * exclude similar names of harmless columns (`token_type`, `max_tokens`, `secret_name`, `idempotency_key`, dates and
 * booleans, foreign keys).
 */
export function isSecret(column: { name: string; baseType: string; table: string }): boolean {
  if (['bool', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'enum'].includes(column.baseType))
    return false
  // `token2` is of the same kind as `token`.
  const name = wordsOf(column.name)
    .filter((word) => !/^\d+$/u.test(word))
    .join('_')
    .toLowerCase()
  if (/(^|_)public_key$/u.test(name)) return false
  const table = wordsOf(column.table).join('_').toLowerCase()
  if (secretTable.test(table) && (secretContent.test(name) || (tokenTable.test(table) && tokenContent.test(name))))
    return true
  if (['key', 'hash', 'value', 'key_hash'].includes(name) && keyTable.test(table)) return true
  const number = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'].includes(column.baseType)
  if (number && !/(^|_)(password|pin|secret|account_number|routing_number)$/u.test(name)) return false
  if (pairs.test(name) || encrypted.test(name)) return true
  if (name === 'env') return true
  if (harmless.test(name) || counted.test(name)) return false
  return name
    .split('_')
    .some(
      (word, index, words) =>
        always.has(word) &&
        (index === words.length - 1 ||
          ['hash', 'digest', 'salt', 'encrypted', 'value'].includes(words[index + 1] ?? '')),
    )
}
