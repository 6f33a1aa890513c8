/** Reads Stryker's report: how many mutants each folder kills, and whether every survivor is explained. */

const FOLDERS = ['src/token', 'src/profiles']
export const LEAST_KILLED = 85

/** Characters of a mutant that are shown. */
const LONGEST = 90

const KILLED = ['Killed', 'Timeout']
const ALIVE = ['Survived', 'NoCoverage']

/** The explanations stand in survivors.json, each for the mutants of one line. */
export function judge(report, explanations) {
  const mutants = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ file, ...textOf(source, mutant), status: mutant.status })),
  )
  const alive = mutants.filter(({ status }) => ALIVE.includes(status))
  const explained = explanations.flatMap(({ file, line, mutants }) =>
    mutants.map((mutant) => ({ file, line, mutant })),
  )
  // One that ran into its time limit on a busy machine is no reason to strike its explanation out.
  const maybeAlive = mutants.filter(({ status }) => status === 'Timeout').concat(alive)
  return {
    scores: FOLDERS.map((folder) => scoreOf(folder, mutants)),
    survivors: alive.length,
    unexplained: alive.filter((one) => !explained.some((other) => same(one, other))),
    stale: explained.filter((one) => !maybeAlive.some((other) => same(one, other))),
  }
}

/** The last lines of a run, and whether it passes. */
export function verdict({ scores, survivors, unexplained, stale }) {
  const lines = []
  for (const { file, number, line, mutant } of unexplained)
    lines.push(`not explained: ${file}:${number}  ${line}`, `  ${mutant}`)
  for (const { file, line, mutant } of stale)
    lines.push(`explained, and no survivor: ${file}  ${line}`, `  ${mutant}`)
  const killed = scores.map(
    ({ folder, killed, count }) =>
      `${folder} ${percent(killed, count).toFixed(1)} % of ${count.toLocaleString('en')} killed`,
  )
  const explained = unexplained.length === 0 ? 'each explained' : `${unexplained.length} not explained`
  lines.push(`${killed.join(', ')}; ${survivors} survivors, ${explained}`)
  const enough = scores.every(({ killed, count }) => percent(killed, count) >= LEAST_KILLED)
  return { lines, passed: enough && unexplained.length === 0 }
}

function scoreOf(folder, mutants) {
  const counted = mutants.filter(
    ({ file, status }) =>
      file.startsWith(`${folder}/`) && (KILLED.includes(status) || ALIVE.includes(status)),
  )
  return {
    folder,
    killed: counted.filter(({ status }) => KILLED.includes(status)).length,
    count: counted.length,
  }
}

function percent(part, whole) {
  return whole === 0 ? 0 : (100 * part) / whole
}

/** A mutant by the text of its line and the place within it, which stay when other lines come and go. */
function textOf(source, { mutatorName, replacement, location: { start, end } }) {
  const lines = source.split('\n')
  const within = lines.slice(start.line - 1, end.line)
  within[within.length - 1] = within.at(-1).slice(0, end.column - 1)
  within[0] = within[0].slice(start.column - 1)
  const line = lines[start.line - 1]
  const column = start.column - (line.length - line.trimStart().length)
  const [before, after] = differing(within.join('\n'), replacement)
  return {
    number: start.line,
    line: line.trim(),
    mutant: `${mutatorName} at ${column}: ${before} → ${after}`,
  }
}

/** Two texts in one line each; where they are long, from shortly before the place where they differ. */
function differing(...texts) {
  const [one, two] = texts.map((text) => text.replace(/\s+/g, ' '))
  let same = 0
  while (same < one.length && one[same] === two[same]) same++
  const from = Math.max(one.length, two.length) > LONGEST ? Math.max(0, same - 30) : 0
  return [one, two].map((text) => {
    const tail = text.slice(from, from + LONGEST)
    return `${from > 0 ? `[${same}] …` : ''}${tail}${text.length > from + LONGEST ? '…' : ''}`
  })
}

function same(one, other) {
  return one.file === other.file && one.line === other.line && one.mutant === other.mutant
}
