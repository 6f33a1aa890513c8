/** Finds the token in what people really have around it: a header line, an assignment, a mail's line breaks. */

export interface Peeled {
  /** What is left, to be read as a token. */
  readonly token: string
  /** What was taken off, in words, outermost first. */
  readonly around: readonly string[]
  /** VideoSDK answers a header with this prefix with 401. */
  readonly bearer: boolean
}

const LAYERS: readonly (readonly [name: string, form: RegExp])[] = [
  ['an export', /^export\s+(?=[A-Za-z_])/],
  ['"Authorization:"', /^["']?authorization["']?\s*[:=]\s*/i],
  ['"Bearer"', /^bearer(?:\s+|$)/i],
  ['an assignment', /^(?:const\s+|let\s+|var\s+)?["']?[A-Za-z_][\w.-]*["']?\s*[:=]\s*(?=[^\s.])/],
  ['punctuation', /[\s;,]+$/],
  ['quotes', /^(["'`])(?=[\s\S]*\1$)|(["'`])$/g],
]

/** Takes layer after layer off, until none is left. White space within the text is what a mail broke. */
export function peel(text: string): Peeled {
  const around: string[] = []
  let rest = text.replace(/^\ufeff/, '').trim()
  for (let layer = outermost(rest); layer !== undefined; layer = outermost(rest)) {
    if (!around.includes(layer.name)) around.push(layer.name)
    rest = layer.inner
  }
  const joined = rest.includes('.') ? rest.replace(/\s+/g, '') : rest
  if (joined !== rest) around.push('line breaks')
  return { token: joined, around, bearer: around.includes('"Bearer"') }
}

function outermost(text: string): { name: string; inner: string } | undefined {
  for (const [name, form] of LAYERS) {
    const inner = text.replace(form, '').trim()
    if (inner !== text) return { name, inner }
  }
  return undefined
}

/** Several tokens where each line holds two dots, else one token whose lines belong together. */
export function splitTokens(text: string): string[] {
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '')
  const several = lines.length > 1 && lines.every((line) => line.split('.').length === 3)
  return several ? lines : [text]
}
