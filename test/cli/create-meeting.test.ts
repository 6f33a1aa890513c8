/** create-meeting, in process: on the sandbox of --sandbox, or with an upstream that records what it is sent. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { inEnv, recording, room } from '../support/upstream.ts'
import { createWorld, run, withCredentials } from '../support/world.ts'

const ROOM_ID = /^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\n$/

describe('create-meeting', () => {
  it('prints the id alone, and makes the same for a custom id', async () => {
    const world = createWorld()
    const first = await run('create-meeting --sandbox --custom-id standup', world)
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(ROOM_ID) })
    expect(await run('create-meeting --sandbox --custom-id standup', world)).toEqual(first)
    expect((await run('create-meeting --sandbox', world)).stdout).not.toBe(first.stdout)
    expect(JSON.parse(readFileSync(join(world.folder, 'config/sandbox.json'), 'utf8')).rooms).toHaveLength(2)
  })

  it('prints the whole answer with --json, with both ids', async () => {
    const { stdout } = await run('create-meeting --sandbox --json --custom-id standup')
    const { roomId, meetingId, customRoomId } = JSON.parse(stdout)
    expect({ meetingId, customRoomId }).toEqual({ meetingId: roomId, customRoomId: 'standup' })
  })

  test.each<[string, string[], object]>([
    ['nothing', [], {}],
    [
      'all flags',
      [
        '--custom-id',
        'standup',
        '--geo-fence',
        'in002',
        '--webhook-url',
        'https://example.org/h',
        '--webhook-event',
        'session-*,participant-left',
        '--webhook-event',
        'hls-playable',
        '--auto-close',
        '60',
        '--deactivate-on-close',
      ],
      {
        customRoomId: 'standup',
        geoFence: 'in002',
        webhook: {
          endPoint: 'https://example.org/h',
          events: ['session-*', 'participant-left', 'hls-playable'],
        },
        autoCloseConfig: { type: 'session-end-and-deactivate', duration: 60 },
      },
    ],
    [
      'auto-close alone',
      ['--auto-close', '1.5'],
      { autoCloseConfig: { type: 'session-ends', duration: 1.5 } },
    ],
    [
      'deactivation alone',
      ['--deactivate-on-close'],
      { autoCloseConfig: { type: 'session-end-and-deactivate' } },
    ],
    ['data, unchecked', ['--data', '{"geoFence":"moon","new":[1]}'], { geoFence: 'moon', new: [1] }],
    [
      'data, and a flag that wins',
      ['--data', '{"geoFence":"moon","a":1}', '--geo-fence', 'eu001'],
      { geoFence: 'eu001', a: 1 },
    ],
    [
      'v1',
      ['--api-version', '1', '--custom-id', 'standup', '--geo-fence', 'in002', '--data', '{"a":1}'],
      { userMeetingId: 'standup', region: 'in002', a: 1 },
    ],
  ])('sends %s', async (_name, flags, body) => {
    const { asked, fetch } = recording(() => room())
    expect(await run(['create-meeting', ...flags], inEnv({ fetch }))).toMatchObject({
      code: 0,
      stdout: 'abcd-efgh-ijkl\n',
    })
    const path = flags.includes('--api-version') ? '/v1/meetings' : '/v2/rooms'
    expect(asked).toEqual([{ method: 'POST', path, body }])
  })

  it('reads data from a file and from stdin', async () => {
    const { asked, fetch } = recording(() => room())
    const files = { 'data.json': '{"a":"file"}' }
    await run('create-meeting --data @data.json', createWorld({ env: withCredentials, files, fetch }))
    await run('create-meeting --data -', inEnv({ fetch, stdin: '{"a":"stdin"}' }))
    expect(asked.map(({ body }) => body)).toEqual([{ a: 'file' }, { a: 'stdin' }])
  })

  test.each<[string, string[], RegExp]>([
    [
      'a region that looks like none',
      ['--geo-fence', 'us-east-1'],
      /"us-east-1" looks like no region.*--geo-fence.*\n.*us001.*\n.*--data/,
    ],
    ['a region that is misspelt', ['--geo-fence', 'IN002'], /Did you mean in002\?/],
    ['a webhook over http', ['--webhook-url', 'http://x.example'], /no https URL/],
    [
      'a webhook of 513 characters',
      ['--webhook-url', `https://x.example/${'x'.repeat(495)}`],
      /513 characters/,
    ],
    ['an event without a webhook', ['--webhook-event', 'session-ended'], /needs --webhook-url/],
    [
      'an unknown event',
      ['--webhook-url', 'https://x.example', '--webhook-event', 'sesion-ended'],
      /Did you mean session-ended\?/,
    ],
    ['white space in the id', ['--custom-id', 'a b'], /white space/],
    ['auto-close of a duration', ['--auto-close', '90m'], /auto-close after "90m" is no number above zero/],
    ['auto-close in hexadecimal', ['--auto-close', '0x10'], /"0x10"/],
    ['auto-close after nothing', ['--auto-close', '0'], /no number above zero/],
    ['auto-close below zero', ['--auto-close=-1'], /no number above zero/],
    ['data that is no JSON', ['--data', '{secret'], /no JSON object/],
    ['data that is a list', ['--data', '[]'], /no JSON object/],
    ['an empty value', ['--custom-id', ''], /empty value/],
    ['an argument', ['standup'], /does not take the argument "standup"/],
    ['a time limit of zero', ['--timeout', '0s'], /zero/],
    ['a time limit that no timer counts', ['--timeout', '52w'], /longer than a timer/],
    ['retries', ['--retries', '-1'], /negative/],
    ['too many retries', ['--retries', '101'], /from 0 to 100/],
    ['an api version', ['--api-version', '3'], /no API version 3/],
    [
      'v1 with a webhook',
      ['--api-version', '1', '--webhook-url', 'https://x.example'],
      /v1 API has no webhook/,
    ],
    ['an endpoint with a query', ['--endpoint', 'https://x.example/?a'], /no http or https URL/],
  ])('refuses %s, and sends nothing', async (_name, flags, message) => {
    const { asked, fetch } = recording(() => room())
    const { code, stdout, stderr } = await run(['create-meeting', ...flags], inEnv({ fetch }))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(asked).toEqual([])
    expect(stderr).not.toContain('{secret')
  })
})
