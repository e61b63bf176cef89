export function numbers(values, atLeast = 1) {
  if (!Array.isArray(values)) throw new TypeError('expected a list of numbers')
  if (values.length < atLeast) throw new RangeError(`need at least ${atLeast} values, got ${values.length}`)
  values.forEach((value, index) => {
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new TypeError(`value ${index} is not a number`)
    }
  })
  return values
}

export function sorted(values) {
  return [...numbers(values)].sort((a, b) => a - b)
}

export function share(p, name = 'p') {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${name} must be between 0 and 1, got ${p}`)
  return p
}

export function round(value, digits = 6) {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}
