import { expect, test } from 'vitest'
import { choicesIn } from './statistics'

test.each([
  [`CHECK ((status = ANY (ARRAY['open'::text, 'won''t fix'::text])))`, ['open', "won't fix"]],
  [`CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b, c'::character varying])::text[])))`, ['a', 'b, c']],
  [`CHECK (("Kind" = ANY (ARRAY['x'::bpchar, 'y'::bpchar])))`, ['x', 'y']],
  [`CHECK ((price > (0)::numeric))`, null],
  [`CHECK (((status = 'a'::text) OR (price > 1)))`, null],
])('%s names its choices', (check, choices) => {
  expect(choicesIn(check)).toEqual(choices)
})
