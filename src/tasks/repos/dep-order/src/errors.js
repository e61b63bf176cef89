export class CycleError extends Error {
  constructor(cycle) {
    super(`dependency cycle: ${cycle.join(' -> ')}`)
    this.name = 'CycleError'
    this.cycle = cycle
  }
}

export class ManifestError extends Error {
  constructor(line, message) {
    super(`line ${line}: ${message}`)
    this.name = 'ManifestError'
    this.line = line
  }
}
