/**
 * A mistake, or something worth knowing. Each id has a page in `docs/checks/` and is never reused for another problem.
 */
export interface Problem {
  id: ProblemId
  /** An error prevents something from working; a warning does not. */
  level: 'error' | 'warning'
  /** `products: list.columns[2]` */
  where: string
  message: string
  /** What to do. */
  hint: string
}

export const problemIds = [
  'brolly.E001',
  'brolly.E002',
  'brolly.E003',
  'brolly.E004',
  'brolly.E010',
  'brolly.E011',
  'brolly.E012',
  'brolly.E013',
  'brolly.E014',
  'brolly.E015',
  'brolly.E016',
  'brolly.E017',
  'brolly.E018',
  'brolly.E020',
  'brolly.E021',
  'brolly.E030',
  'brolly.E031',
  'brolly.E032',
  'brolly.E033',
  'brolly.E034',
  'brolly.E035',
  'brolly.E036',
  'brolly.E040',
  'brolly.E041',
  'brolly.E043',
  'brolly.E044',
  'brolly.E045',
  'brolly.E046',
  'brolly.E047',
  'brolly.W001',
  'brolly.W002',
  'brolly.W003',
  'brolly.W004',
  'brolly.W005',
  'brolly.W006',
  'brolly.W010',
  'brolly.W011',
  'brolly.W012',
  'brolly.W013',
] as const

export type ProblemId = (typeof problemIds)[number]
