const limitMs = 60_000

/** Runs checks one after the other, says how each went, and counts. */
export class Suite {
  passed = 0
  failed = 0

  check = async (name, body) => {
    if (await this.guard(name, body)) {
      this.passed++
      console.log(`ok ${name}`)
    }
  }

  /** Runs a step that is no check of its own: it counts only when it fails. */
  async guard(name, body) {
    let timer
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no result after ${limitMs / 1000} s`)), limitMs)
    })
    try {
      await (name.endsWith('(set-up)') ? body() : Promise.race([body(), late]))
      return true
    } catch (problem) {
      this.failed++
      console.log(`FAIL ${name}: ${reason(problem)}`)
      return false
    } finally {
      clearTimeout(timer)
      late.catch(() => {})
    }
  }
}

function reason(problem) {
  const cause = problem?.cause?.message ? ` (${problem.cause.message})` : ''
  const lines = String(problem?.message ?? problem)
    .split('\n')
    .map((line) => line.trim())
  return `${lines.filter(Boolean).slice(0, 6).join(' | ').slice(0, 500)}${cause}`
}
