/** `--copy` with a real clipboard: X's, on a screen that nobody sees. */
import { expect, test } from 'vitest'
import { openShell, sh } from '../support/shell.ts'

const ON_A_SCREEN = 'xvfb-run --auto-servernum sh -c'

test.each([
  ['videosdk-token token --sandbox --copy', /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/],
  ['videosdk-token create-meeting --sandbox --copy', /^\w{4}-\w{4}-\w{4}$/],
])('%s', async (line, copied) => {
  const { code, stdout, stderr } = await sh(
    `${ON_A_SCREEN} '${line} && xclip -selection clipboard -o'`,
    openShell(),
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('is in the clipboard.') })
  const [printed = '', pasted] = stdout.trim().split('\n')
  expect(printed).toMatch(copied)
  expect(pasted).toBe(printed)
})

test('without a screen there is an error, and no token', async () => {
  const { code, stdout, stderr } = await sh('videosdk-token token --sandbox --copy', openShell())
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(
    /^error: nothing was copied to the clipboard: its program failed +\[clipboard-failed\]\n/,
  )
})
