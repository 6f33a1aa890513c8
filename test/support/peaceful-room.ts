/** Clients who do nothing but what they may, and notice what is not as it should be. */
import { setTimeout as sleep } from 'node:timers/promises'
import { enterRoom, type SandboxProcess, type Visitor } from './sandbox-process.ts'

export interface Peace {
  /** Answers and notifications that were as they should be. */
  right: number
  readonly wrong: string[]
  stop(): Promise<void>
}

/** Ten in a room of their own: nine stay and ask, one comes and goes. Whatever is not as it should be is kept. */
export async function keepPeace(sandbox: SandboxProcess): Promise<Peace> {
  const roomId = await sandbox.newRoom()
  const ids = Array.from({ length: 9 }, (_, n) => `good${n}`)
  const staying: Visitor[] = []
  for (const id of ids) staying.push(await enterRoom(sandbox.url, roomId, id))
  let going = true
  const peace = { right: 0, wrong: [] as string[] }
  const check = (what: string, is: boolean): void => {
    if (is) peace.right++
    else peace.wrong.push(what)
  }
  const ask = async (n: number): Promise<void> => {
    const [self, other, next] = [staying[n], staying[(n + 1) % 9], ids[(n + 1) % 9] ?? '']
    const micsBefore = other?.heard.filter(([event]) => event === 'enableMic').length ?? 0
    const answers = [
      await self?.ask('produceData'),
      await self?.ask('enablePeerMic', { peerId: next }),
      await self?.ask('nonsense'),
    ]
    check(`produceData: ${JSON.stringify(answers[0])}`, typeof Object(answers[0]?.data).id === 'string')
    check(`enablePeerMic: ${JSON.stringify(answers[1])}`, JSON.stringify(answers[1]) === '{"data":{}}')
    check(`nonsense: ${JSON.stringify(answers[2])}`, answers[2]?.error?.includes('nonsense') === true)
    await sleep(20)
    const mics = other?.heard.filter(([event]) => event === 'enableMic').length ?? 0
    check(`${next} heard enableMic ${mics - micsBefore} times`, mics === micsBefore + 1)
  }
  const comeAndGo = async (): Promise<void> => {
    const { peers, socket } = await enterRoom(sandbox.url, roomId, 'tenth')
    check(`the tenth found ${peers.join()}`, peers.toSorted().join() === ids.join())
    socket.disconnect()
    await sleep(20)
  }
  const again = async (work: () => Promise<void>): Promise<void> => {
    while (going) await work().catch((error: unknown) => peace.wrong.push(String(error)))
  }
  const all = [...ids.keys()].map((n) => again(() => ask(n)))
  all.push(again(comeAndGo))
  return Object.assign(peace, {
    async stop() {
      going = false
      await Promise.all(all)
      for (const { heard } of staying) {
        const told = heard.map(([event]) => event)
        check('somebody was disconnected', !told.includes('disconnect'))
        const strangers = heard.filter(
          ([event, value]) => event === 'newPeer' && Object(value).id !== 'tenth',
        )
        check(
          'a stranger came',
          strangers.every(([, value]) => ids.includes(Object(value).id)),
        )
      }
    },
  })
}
