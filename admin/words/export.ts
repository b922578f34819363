export const noFormat = (format: string) => `There is no export as “${format}”. Choose csv or jsonl.`
export const noZone = (zone: string) => `There is no time zone “${zone}”.`
