export interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>
  >
}

/** As Stryker's JSON reporter writes it; lines and columns are counted from 1. */
export interface ReportedMutant {
  readonly mutatorName: string
  readonly replacement: string
  readonly status: string
  readonly location: { readonly start: Place; readonly end: Place }
}

interface Place {
  readonly line: number
  readonly column: number
}

export interface Explanation {
  readonly file: string
  readonly line: string
  readonly mutants: readonly string[]
  readonly why: string
}

export interface Judgement {
  readonly scores: readonly { readonly folder: string; readonly killed: number; readonly count: number }[]
  readonly survivors: number
  readonly unexplained: readonly object[]
  readonly stale: readonly object[]
}

export function judge(report: Report, explanations: readonly Explanation[]): Judgement
export function verdict(judgement: Judgement): { readonly lines: readonly string[]; readonly passed: boolean }
