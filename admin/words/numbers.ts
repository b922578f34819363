export const twoNumbers = (text: string, one: string, other: string) =>
  `${text} can be ${one} or ${other}. Enter it without thousands separators and with a decimal point.`
