/** Accounts that exist on the end-to-end server from the start. */
export const e2eAccounts = [
  {
    email: 'superuser@example.com',
    name: 'Sam Super',
    password: 'correct-horse-battery-1',
    isStaff: true,
    isSuperuser: true,
    groups: [] as string[],
    permissions: [] as string[],
  },
  {
    email: 'editor@example.com',
    name: 'Edda Editor',
    password: 'correct-horse-battery-2',
    isStaff: true,
    isSuperuser: false,
    groups: [] as string[],
    permissions: ['products.view', 'products.add', 'products.change', 'products.delete', 'categories.view'],
  },
  {
    email: 'viewer@example.com',
    name: 'Vic Viewer',
    password: 'correct-horse-battery-3',
    isStaff: true,
    isSuperuser: false,
    groups: [] as string[],
    permissions: ['products.view'],
  },
  {
    email: 'nobody@example.com',
    name: 'Nora Nobody',
    password: 'correct-horse-battery-4',
    isStaff: true,
    isSuperuser: false,
    groups: [] as string[],
    permissions: [] as string[],
  },
] as const satisfies readonly { email: string; password: string; [key: string]: unknown }[]
