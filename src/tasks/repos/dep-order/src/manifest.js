import { ManifestError } from './errors.js'

const LINE = /^([\w./-]+)\s*(?:\((\d+(?:\.\d+)?)\))?\s*(?::\s*(.*))?$/

function parseLine(line, number) {
  const match = LINE.exec(line)
  if (!match) throw new ManifestError(number, `cannot read "${line}"`)
  const [, name, cost, rest = ''] = match
  const needs = [...new Set(rest.split(/[\s,]+/).filter(Boolean))]
  if (needs.includes(name)) throw new ManifestError(number, `${name} depends on itself`)
  return { name, cost: cost === undefined ? 1 : Number(cost), needs }
}

/** Map of task name to {name, cost, needs}. */
export function readManifest(text) {
  const tasks = new Map()
  const lines = text.split('\n')
  lines.forEach((raw, index) => {
    const line = raw.replace(/#.*$/, '').trim()
    if (line === '') return
    const task = parseLine(line, index + 1)
    if (tasks.has(task.name)) throw new ManifestError(index + 1, `${task.name} is defined twice`)
    tasks.set(task.name, task)
  })
  checkReferences(tasks)
  return tasks
}

function checkReferences(tasks) {
  for (const { name, needs } of tasks.values()) {
    const missing = needs.filter((need) => !tasks.has(need))
    if (missing.length > 0) throw new Error(`${name} needs unknown ${missing.join(', ')}`)
  }
}
