/** A page of ours as people have it: light and dark, on a wide screen and on a phone. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { emptyFolder } from './world.ts'

/** Screenshots are left there, to be looked at. */
const SHOTS = process.env.SCREENSHOTS ?? emptyFolder()
mkdirSync(SHOTS, { recursive: true })

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { name: colorScheme, colorScheme, size: { width: 1280, height: 800 } },
  { name: `phone-${colorScheme}`, colorScheme, size: { width: 360, height: 740 } },
])

/** In each look axe-core finds nothing, and nothing is wider than the screen. @param state - names the screenshots. */
export async function expectGoodLooks(page: Page, state: string): Promise<void> {
  for (const { name, colorScheme, size } of LOOKS) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.screenshot({ path: join(SHOTS, `${state}-${name}.png`), fullPage: true })
  }
}

async function expectAccessible(page: Page): Promise<void> {
  // Injected as by a developer's tools, which the page's policy does not bind.
  const { violations } = (await page.evaluate(
    `${axe.source}; axe.run(document, { resultTypes: ['violations'] })`,
  )) as axe.AxeResults
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([])
}
