import { describe, expect, test } from 'vitest'
import { isSecret } from './secrets'

const secret = (name: string, { baseType = 'text', table = 'things' } = {}) => isSecret({ name, baseType, table })

describe('masked by default', () => {
  test.each([
    'token',
    'refresh_token',
    'access_token',
    'id_token',
    'session_token',
    'sessionToken',
    'reset_token',
    'confirmation_token',
    'invitation_token',
    'recovery_token',
    'bot_token',
    'api_token',
    'scim_token',
    'token_hash',
    'tokens',
    'github_token',
    'password',
    'database_password',
    'database_root_password',
    'encrypted_password',
    'password_hash',
    'passwordhash',
    'passwordHash',
    'passwordsalt',
    'password_salt',
    'app_password',
    'user_salt',
    'api_key',
    'apiKey',
    'key_hash',
    'private_key',
    'encrypted_api_key',
    'access_key',
    'ssh_private_key',
    'license_key',
    'key_encrypted',
    'service_account_key',
    'client_secret',
    'clientSecret',
    'secret',
    'webhook_secret',
    'hmac_secret',
    'oauth_secret',
    'secret_access_key',
    'build_secrets',
    'otp_secret_key',
    'totp_secret',
    'env',
    'preview_env',
    'env_vars',
    'webhook_url',
    'encrypted_value',
    'payload_encrypted',
    'credentials',
    'certificate_data',
    'backup_codes',
    'iban',
    'account_number',
    'routing_number',
    'bic',
    'tax_id',
    'vat_number',
    'Password',
    'PASSWORD',
  ])('%s', (name) => {
    expect(secret(name)).toBe(true)
  })

  test.each([
    ['key', 'api_keys'],
    ['key', 'apikey'],
    ['hash', 'api_key'],
    ['value', 'access_keys'],
    ['key', 'user_ssh_keys'],
    ['key', 'jwks'],
  ])('%s in a table %s', (name, table) => {
    expect(secret(name, { table })).toBe(true)
  })

  test('a token that is a uuid', () => {
    expect(secret('invite_token', { baseType: 'uuid' })).toBe(true)
  })

  test.each(['json', 'jsonb', 'bytea', 'varchar'])('credentials of type %s', (baseType) => {
    expect(secret('credentials', { baseType })).toBe(true)
  })
})

describe('false friends', () => {
  test.each([
    'token_type',
    'token_endpoint_auth_method',
    'content_hash',
    'file_hash',
    'request_hash',
    'source_hash',
    'state_hash',
    'idempotency_key',
    'sort_key',
    'storage_key',
    'event_key',
    'key_prefix',
    'key_preview',
    'public_key',
    'credential_id',
    'secret_name',
    'secret_provider',
    'secret_scope',
    'key',
    'value',
    'hash',
    'name',
    'password_policy',
    'environment',
    'tokenizer',
    'secretary',
    'basalt',
    'keyboard',
    'monkey',
  ])('%s', (name) => {
    expect(secret(name)).toBe(false)
  })

  test.each([
    ['input_tokens', 'int4'],
    ['output_tokens', 'int8'],
    ['max_tokens', 'int4'],
    ['tokens', 'int4'],
    ['password_expires_at', 'timestamptz'],
    ['password_changed', 'date'],
    ['has_password', 'bool'],
    ['secret_id', 'uuid'],
    ['secret', 'enum'],
  ])('%s of type %s', (name, baseType) => {
    expect(secret(name, { baseType })).toBe(false)
  })

  test('key in a table that is not about keys', () => {
    expect(secret('key', { table: 'settings' })).toBe(false)
    expect(secret('value', { table: 'translations' })).toBe(false)
  })
})

describe('by their position', () => {
  test.each([
    ['value', 'verification'],
    ['value', 'verifications'],
    ['data', 'secrets'],
    ['config', 'credentials'],
    ['payload', 'vault'],
    ['headers', 'api_tokens'],
    ['key', 'auth_tokens'],
    ['code', 'verification_codes'],
    ['value', 'userSecrets'],
  ])('%s of %s is a secret', (name, table) => {
    expect(secret(name, { table })).toBe(true)
  })

  test.each([
    ['key', 'secrets'],
    ['name', 'secrets'],
    ['value', 'settings'],
    ['data', 'events'],
    ['config', 'plugins'],
    ['identifier', 'verification'],
    ['code', 'countries'],
  ])('%s of %s is none', (name, table) => {
    expect(secret(name, { table })).toBe(false)
  })

  test.each(['device_code', 'user_code', 'hash_text', 'cardnumber', 'card_number', 'userKey', 'user_key', 'token2'])(
    '%s is one anywhere',
    (name) => {
      expect(secret(name)).toBe(true)
    },
  )
})
