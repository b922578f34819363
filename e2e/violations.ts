import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary?: string }[]
}

/**
 * Scans the current page in both themes, in desktop and phone width. Only colours differ between the themes, so the dark one is
 * scanned for contrast alone.
 */
export async function expectNoViolations(page: Page): Promise<void> {
  // Evaluated, because the policy of the page runs no script that was added to it.
  await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'))
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const violations = await page.evaluate(
        async (options) => {
          // Put there by the script above.
          const { axe } = window as unknown as {
            axe: { run: (root: Document, options: object) => Promise<{ violations: Violation[] }> }
          }
          return (await axe.run(document, options)).violations
        },
        colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] },
      )
      const told = violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n${nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join('\n')}`,
      )
      expect(told, `${colorScheme}, ${width} wide`).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `${width} wide: the page does not scroll sideways`).toBeLessThanOrEqual(0)
    }
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expect(page.getByRole('main')).toHaveCount(1)
}
