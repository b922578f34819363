export const twoNumbers = (text: string, one: string, other: string) =>
  `${text} can be ${one} or ${other}. Enter it without a mark between thousands, and with a point before decimals.`
